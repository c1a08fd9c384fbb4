-- One editing session in headless Neovim, driven by the JSON in $SESSION_INPUT, its outcome written to $SESSION_OUTPUT.
--
-- input   { file, root, language, command, code, action }
--   code    the diagnostic to fix, by its code
--   action  a Lua pattern for the title of the code action to choose
-- output  { error } or { diagnostics, menu, chosen, remaining }
--
-- Works with Neovim 0.7, the version of Debian 12, which knows push diagnostics only.

local patience_ms = 20000

local function read_json(path)
  return vim.json.decode(table.concat(vim.fn.readfile(path), '\n'))
end

local input = read_json(vim.env.SESSION_INPUT)
local output = {}

local function finish()
  vim.fn.writefile({ vim.json.encode(output) }, vim.env.SESSION_OUTPUT)
  vim.cmd('qall!')
end

local function wait_for(what, condition)
  if not vim.wait(patience_ms, condition, 20) then
    error('gave up waiting for ' .. what, 0)
  end
end

local function with_code(code)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.code == code or vim.tbl_get(diagnostic, 'user_data', 'lsp', 'code') == code
  end, vim.diagnostic.get(0))
end

-- 1-based, as people count and as the server's command line prints.
local function plain(diagnostics)
  return vim.tbl_map(function(diagnostic)
    return {
      code = diagnostic.code or vim.tbl_get(diagnostic, 'user_data', 'lsp', 'code'),
      source = diagnostic.source,
      message = diagnostic.message,
      severity = diagnostic.severity,
      line = diagnostic.lnum + 1,
      column = diagnostic.col + 1,
    }
  end, diagnostics)
end

local function start()
  vim.cmd('edit ' .. vim.fn.fnameescape(input.file))
  vim.bo.filetype = input.language
  local client = vim.lsp.start_client({ name = 'agent-preflight', cmd = input.command, root_dir = input.root })
  if not client then
    error('the language server could not be started', 0)
  end
  vim.lsp.buf_attach_client(0, client)
end

local function choose_from_menu()
  vim.ui.select = function(items, options, on_choice)
    local titles = vim.tbl_map(options.format_item, items)
    output.menu = titles
    for index, title in ipairs(titles) do
      if title:match(input.action) then
        output.chosen = title
        return on_choice(items[index], index)
      end
    end
    output.error = 'no code action fits ' .. input.action
    on_choice(nil)
  end
end

local function session()
  start()
  wait_for('a diagnostic with code ' .. input.code, function()
    return #with_code(input.code) > 0
  end)
  output.diagnostics = plain(vim.diagnostic.get(0))

  local target = with_code(input.code)[1]
  local before = #with_code(input.code)
  vim.api.nvim_win_set_cursor(0, { target.lnum + 1, target.col })
  local tick = vim.api.nvim_buf_get_changedtick(0)
  choose_from_menu()
  vim.lsp.buf.code_action()
  wait_for('the code action to change the text', function()
    return output.error ~= nil or vim.api.nvim_buf_get_changedtick(0) ~= tick
  end)
  if output.error then
    return
  end
  wait_for('the diagnostic to go', function()
    return #with_code(input.code) < before
  end)
  output.remaining = plain(vim.diagnostic.get(0))
  vim.cmd('write')
end

vim.schedule(function()
  local ok, message = pcall(session)
  if not ok then
    output.error = tostring(message)
  end
  finish()
end)
