;;; session.el --- One editing session in Emacs without a screen  -*- lexical-binding: t -*-

;; Driven by the JSON in $SESSION_INPUT, its outcome written to $SESSION_OUTPUT.
;;
;; input   { file, root, language, command, code, action }
;;   code    the diagnostic to fix, by its code
;;   action  a regular expression for the title of the code action to choose
;; output  { error } or { diagnostics, menu, chosen, remaining }
;;
;; Works with Emacs 28 and Eglot 1.9, the versions of Debian 12; later ones bring Eglot along.

(require 'cl-lib)
(require 'json)
(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)

(defvar patience-seconds 20)

(defvar input
  (with-temp-buffer
    (insert-file-contents (getenv "SESSION_INPUT"))
    (json-parse-buffer :object-type 'alist :array-type 'list)))
(defvar output nil)

(defun in (key) (alist-get key input))
(defun out (key value) (setf (alist-get key output) value))

;; Without a screen nobody is ever idle: what waits for that is done here.
(defun wait-for (what condition)
  (let ((deadline (+ (float-time) patience-seconds)))
    (while (not (funcall condition))
      (when (> (float-time) deadline) (error "gave up waiting for %s" what))
      (eglot--signal-textDocument/didChange)
      (accept-process-output nil 0.05))))

(defun shown (diagnostic)
  "What the server said about a DIAGNOSTIC that Flymake shows."
  (alist-get 'eglot-lsp-diag (flymake-diagnostic-data diagnostic)))

(defun code-of (diagnostic) (plist-get (shown diagnostic) :code))

(defun with-code (code)
  (cl-remove-if-not (lambda (diagnostic) (equal (code-of diagnostic) code)) (flymake-diagnostics)))

;; 1-based, as people count and as the server's command line prints.
(defun plain (diagnostics)
  (vconcat
   (mapcar
    (lambda (diagnostic)
      (save-excursion
        (goto-char (flymake-diagnostic-beg diagnostic))
        `((code . ,(code-of diagnostic))
          (source . ,(plist-get (shown diagnostic) :source))
          (message . ,(plist-get (shown diagnostic) :message))
          (severity . ,(plist-get (shown diagnostic) :severity))
          (line . ,(line-number-at-pos))
          (column . ,(1+ (current-column))))))
    diagnostics)))

;; Emacs has no mode of its own for it.
(define-derived-mode yaml-mode prog-mode "YAML")

(defun start ()
  (find-file (in 'file))
  (funcall (intern (concat (in 'language) "-mode")))
  (setq eglot-sync-connect 20)
  (eglot (list major-mode) `(transient . ,(file-name-as-directory (in 'root))) 'eglot-lsp-server (in 'command) (in 'language))
  (flymake-start))

(defun choose (_prompt collection &rest _)
  "Takes the place of whoever chooses from a menu."
  (let* ((titles (all-completions "" collection))
         (title (cl-find-if (lambda (title) (string-match-p (in 'action) title)) titles)))
    (out 'menu (vconcat titles))
    (unless title (error "no code action fits %s" (in 'action)))
    (out 'chosen title)
    title))

(defun session ()
  (start)
  (wait-for (concat "a diagnostic with code " (in 'code)) (lambda () (with-code (in 'code))))
  (out 'diagnostics (plain (flymake-diagnostics)))
  (let* ((targets (with-code (in 'code)))
         (before (length targets))
         (tick (buffer-chars-modified-tick)))
    (goto-char (flymake-diagnostic-beg (car targets)))
    (cl-letf ((last-nonmenu-event ?x) ; a key was pressed: the mouse would get a menu that needs a screen
              ((symbol-function 'completing-read) #'choose)
              ((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
      (eglot-code-actions (point) nil nil t))
    (wait-for "the code action to change the text" (lambda () (/= (buffer-chars-modified-tick) tick)))
    (wait-for "the diagnostic to go" (lambda () (< (length (with-code (in 'code))) before)))
    (out 'remaining (plain (flymake-diagnostics)))
    (save-buffer)))

(condition-case problem
    (session)
  (error (out 'error (error-message-string problem))))
(with-temp-file (getenv "SESSION_OUTPUT") (insert (json-serialize output)))
(kill-emacs)

;;; session.el ends here
