import type { Corpus, CorpusCase } from '../corpus';

type Files = Readonly<Record<string, string>>;
const py = (title: string, text: string, files?: Files, path = 'app/admin.py'): CorpusCase => ({
  title,
  path,
  text,
  ...(files === undefined ? {} : { files }),
});
const SECURITY = 'def require_admin(token):\n    if token is None:\n        raise PermissionError\n    return token\n';
const KNOWN: Files = { 'app/__init__.py': '', 'app/security.py': SECURITY };
const FAST = 'from fastapi import APIRouter, Depends, FastAPI\n\nfrom app.security import require_admin\n\n';
const ROUTER = 'from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n';
const OPEN_ROUTE = '@router.post("/admin/restart")\ndef restart():\n    return {"ok": True}\n';
const MARKED_ROUTE = OPEN_ROUTE.replace('\n', ' <<<\n');
const FLASK =
  'from flask import Blueprint, Flask, request\nfrom flask_login import login_required\n\napp = Flask(__name__)\n\n\n';
const BLUEPRINT = 'from flask import Blueprint\n\nbp = Blueprint("ops", __name__)\n\n\n';
const DJANGO_VIEWS = 'from django.http import JsonResponse\n\n\ndef run(request):\n    return JsonResponse({})\n';
const django = (view: string): string =>
  `from django.contrib.auth.decorators import login_required\nfrom django.urls import path\n\nfrom . import views\n\nurlpatterns = [\n    path("admin/run/", ${view}),`;

/** Routes of Python's frameworks that do powerful things, with and without somebody at the door. */
export const corpus: Corpus = {
  topic: 'routes',
  rules: ['unauthenticated-route'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    py(
      'an open route beside a guarded one',
      `${FAST}app = FastAPI()\n\n\n@app.get("/me", dependencies=[Depends(require_admin)])\ndef me():\n    return 1\n\n\n@app.post("/exec") <<<\ndef execute(command: str):\n    return command\n`,
      KNOWN,
    ),
    py(
      'a socket that gives a shell',
      `${FAST}app = FastAPI()\n\n\n@app.websocket("/shell") <<<\nasync def shell(socket):\n    await socket.accept()\n`,
      KNOWN,
    ),
    py(
      'dependencies that ask nobody',
      `${FAST}app = FastAPI()\n\n\n@app.delete("/users/{name}") <<<\ndef remove(name: str, db=Depends(database)):\n    db.remove(name)\n`,
      KNOWN,
    ),
    py(
      'several methods',
      `${FAST}app = FastAPI()\n\n\n@app.api_route("/tools/run", methods=["POST"]) <<<\ndef run(name: str):\n    return name\n`,
      KNOWN,
    ),
    py(
      'a route registered by a call',
      `${FAST}app = FastAPI()\n\n\ndef reboot():\n    return 1\n\n\napp.add_api_route("/system/reboot", reboot, methods=["POST"]) <<<\n`,
      KNOWN,
    ),
    py(
      'a router with a prefix',
      `${FAST}router = APIRouter(prefix="/admin")\n\n\n@router.post("/flush") <<<\ndef flush():\n    return 1\n`,
      KNOWN,
    ),
    py('a router that nobody guards where it is included', `${ROUTER}${MARKED_ROUTE}`, {
      ...KNOWN,
      'app/main.py':
        'from fastapi import FastAPI\n\nfrom app import admin\n\napp = FastAPI()\napp.include_router(admin.router)\n',
    }),
    py(
      'included under a prefix that makes it powerful',
      `${ROUTER}@router.post("/flush") <<<\ndef flush():\n    return 1\n`,
      {
        ...KNOWN,
        'app/main.py':
          'from fastapi import FastAPI\n\nfrom app import admin\n\napp = FastAPI()\napp.include_router(admin.router, prefix="/admin")\n',
      },
    ),
    py('another router is the guarded one', `${ROUTER}${MARKED_ROUTE}`, {
      ...KNOWN,
      'app/users.py': ROUTER,
      'app/main.py':
        'from fastapi import Depends, FastAPI\n\nfrom app import admin, users\nfrom app.security import require_admin\n\napp = FastAPI()\napp.include_router(users.router, dependencies=[Depends(require_admin)])\napp.include_router(admin.router)\n',
    }),
    py(
      'a middleware that remembers sessions, and asks nobody',
      `${FAST}from starlette.middleware.sessions import SessionMiddleware\n\nrouter = APIRouter()\n\n\n${MARKED_ROUTE}`,
      KNOWN,
    ),
    py('Flask', `${FLASK}@app.post("/admin/purge") <<<\ndef purge():\n    return "ok"\n`),
    py('Flask with methods', `${FLASK}@app.route("/exec", methods=["POST"]) <<<\ndef execute():\n    return "ok"\n`),
    py(
      'Flask, another route is guarded',
      `${FLASK}@app.route("/me")\n@login_required\ndef me():\n    return "me"\n\n\n@app.route("/admin") <<<\ndef admin():\n    return "admin"\n`,
    ),
    py(
      'Flask by add_url_rule',
      `${FLASK}def kill():\n    return "ok"\n\n\napp.add_url_rule("/kill", view_func=kill, methods=["POST"]) <<<\n`,
    ),
    py(
      'a blueprint',
      `${FLASK}bp = Blueprint("ops", __name__, url_prefix="/admin")\n\n\n@bp.route("/jobs", methods=["POST"]) <<<\ndef jobs():\n    return "ok"\n`,
    ),
    py(
      'a blueprint put under a powerful prefix elsewhere',
      `${BLUEPRINT}@bp.route("/jobs", methods=["POST"]) <<<\ndef jobs():\n    return "ok"\n`,
      {
        ...KNOWN,
        'app/main.py':
          'from flask import Flask\n\nfrom app.admin import bp\n\napp = Flask(__name__)\napp.register_blueprint(bp, url_prefix="/admin")\n',
      },
    ),
    py(
      'a hook before each request that only counts',
      `${FLASK}@app.before_request\ndef count():\n    COUNTER.inc()\n\n\n@app.post("/shutdown") <<<\ndef shutdown():\n    return "ok"\n`,
    ),
    py(
      'Quart',
      'from quart import Quart\nfrom quart_auth import login_required\n\nfrom app.security import require_admin\n\napp = Quart(__name__)\n\n\n@app.post("/command") <<<\nasync def command():\n    return "ok"\n',
      KNOWN,
    ),
    py(
      'aiohttp with a table of routes',
      'from aiohttp import web\n\nroutes = web.RouteTableDef()\n\n\n@routes.post("/exec") <<<\nasync def execute(request):\n    return web.Response()\n',
      KNOWN,
    ),
    py(
      'aiohttp with add_post',
      'from aiohttp import web\n\n\nasync def restart(request):\n    return web.Response()\n\n\napp = web.Application()\napp.router.add_post("/restart", restart) <<<\n',
      KNOWN,
    ),
    py(
      'Starlette',
      'from starlette.applications import Starlette\nfrom starlette.routing import Route\n\n\nasync def deploy(request):\n    return None\n\n\napp = Starlette(routes=[\n    Route("/deploy", deploy, methods=["POST"]), <<<\n])\n',
      KNOWN,
    ),
    py(
      'Sanic',
      'from sanic import Sanic\n\napp = Sanic("agent")\n\n\n@app.post("/terminal") <<<\nasync def terminal(request):\n    return None\n',
      KNOWN,
    ),
    py(
      'a handler of the standard library',
      'from http.server import BaseHTTPRequestHandler\n\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_POST(self):\n        if self.path == "/shutdown": <<<\n            self.server.shutdown()\n',
      KNOWN,
    ),
    py(
      'a view of Django in another file',
      `${django('views.run')} <<<\n]\n`,
      { ...KNOWN, 'app/views.py': DJANGO_VIEWS },
      'app/urls.py',
    ),
    py(
      'a view of Django by name',
      'from django.contrib.auth.decorators import login_required\nfrom django.urls import path\n\nfrom .views import run\n\nurlpatterns = [path("exec/", run)] <<<\n',
      { ...KNOWN, 'app/views.py': DJANGO_VIEWS },
      'app/urls.py',
    ),
    py(
      'a class of Django',
      `${django('views.Run.as_view()')} <<<\n]\n`,
      {
        ...KNOWN,
        'app/views.py':
          'from django.views import View\n\n\nclass Run(View):\n    def post(self, request):\n        return None\n',
      },
      'app/urls.py',
    ),
    py(
      'Django, included under a powerful prefix',
      'from django.urls import path\n\nfrom . import views\n\nurlpatterns = [\n    path("flush/", views.run), <<<\n]\n',
      {
        ...KNOWN,
        'app/views.py': DJANGO_VIEWS,
        'project/urls.py':
          'from django.urls import include, path\n\nurlpatterns = [path("admin/", include("app.urls"))]\n',
      },
      'app/urls.py',
    ),

    py(
      'health beside guarded routes',
      `${FAST}app = FastAPI()\n\n\n@app.get("/admin/health")\ndef health():\n    return 1\n`,
      KNOWN,
    ),
    py(
      'logging in as an administrator',
      `${FAST}app = FastAPI()\n\n\n@app.post("/admin/login")\ndef enter():\n    return 1\n`,
      KNOWN,
    ),
    py('plain things', `${FAST}app = FastAPI()\n\n\n@app.post("/items")\ndef items():\n    return 1\n`, KNOWN),
    py('looking at tools', `${FAST}app = FastAPI()\n\n\n@app.get("/tools")\ndef tools():\n    return []\n`, KNOWN),
    py(
      'a project that asks nobody',
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post("/exec")\ndef execute():\n    return 1\n',
    ),
    py(
      'a dependency among the parameters',
      `${FAST}app = FastAPI()\n\n\n@app.post("/exec")\ndef execute(user=Depends(require_admin)):\n    return user\n`,
      KNOWN,
    ),
    py(
      'an annotated dependency',
      `${FAST}from typing import Annotated\n\napp = FastAPI()\n\n\n@app.post("/exec")\ndef execute(user: Annotated[str, Depends(require_admin)]):\n    return user\n`,
      KNOWN,
    ),
    py(
      'a type that stands for the dependency',
      `${FAST}from app.deps import CurrentUser\n\napp = FastAPI()\n\n\n@app.post("/exec")\ndef execute(user: CurrentUser):\n    return user\n`,
      KNOWN,
    ),
    py(
      'Security in place of Depends',
      `${FAST}from fastapi import Security\n\napp = FastAPI()\n\n\n@app.post("/exec")\ndef execute(caller=Security(scheme)):\n    return caller\n`,
      KNOWN,
    ),
    py(
      'dependencies of the route',
      `${FAST}app = FastAPI()\n\n\n@app.post("/exec", dependencies=[Depends(require_admin)])\ndef execute():\n    return 1\n`,
      KNOWN,
    ),
    py(
      'dependencies of the router',
      `${FAST}router = APIRouter(prefix="/admin", dependencies=[Depends(require_admin)])\n\n\n@router.post("/flush")\ndef flush():\n    return 1\n`,
      KNOWN,
    ),
    py(
      'dependencies of the application',
      `${FAST}app = FastAPI(\n    title="agent",\n    dependencies=[Depends(require_admin)],\n)\n\n\n@app.post("/exec")\ndef execute():\n    return 1\n`,
      KNOWN,
    ),
    py('dependencies where the router is included', `${ROUTER}${OPEN_ROUTE}`, {
      ...KNOWN,
      'app/main.py':
        'from fastapi import Depends, FastAPI\n\nfrom app import admin\nfrom app.security import require_admin\n\napp = FastAPI()\napp.include_router(\n    admin.router,\n    prefix="/v1",\n    dependencies=[Depends(require_admin)],\n)\n',
    }),
    py('dependencies where the router is included under another name', `${ROUTER}${OPEN_ROUTE}`, {
      ...KNOWN,
      'app/main.py':
        'from fastapi import Depends, FastAPI\n\nfrom .admin import router as admin_router\nfrom .security import require_admin\n\napp = FastAPI()\napp.include_router(admin_router, dependencies=[Depends(require_admin)])\n',
    }),
    py('dependencies of the router around', `${ROUTER}${OPEN_ROUTE}`, {
      ...KNOWN,
      'app/api.py':
        'from fastapi import APIRouter, Depends\n\nfrom app import admin\nfrom app.security import require_admin\n\napi = APIRouter(dependencies=[Depends(require_admin)])\napi.include_router(admin.router)\n',
      'app/main.py':
        'from fastapi import FastAPI\n\nfrom app.api import api\n\napp = FastAPI()\napp.include_router(api)\n',
    }),
    py('dependencies two files above', `${ROUTER}${OPEN_ROUTE}`, {
      ...KNOWN,
      'app/api.py':
        'from fastapi import APIRouter\n\nfrom app import admin\n\napi = APIRouter()\napi.include_router(admin.router)\n',
      'app/main.py':
        'from fastapi import Depends, FastAPI\n\nfrom app.api import api\nfrom app.security import require_admin\n\napp = FastAPI()\napp.include_router(api, prefix="/v1", dependencies=[Depends(require_admin)])\n',
    }),
    py('middleware of the application in another file', `${ROUTER}${OPEN_ROUTE}`, {
      ...KNOWN,
      'app/main.py':
        'from fastapi import FastAPI\n\nfrom app import admin\nfrom app.security import AuthMiddleware\n\napp = FastAPI()\napp.add_middleware(AuthMiddleware)\napp.include_router(admin.router)\n',
    }),
    py('a middleware function of the application in another file', `${ROUTER}${OPEN_ROUTE}`, {
      ...KNOWN,
      'app/main.py':
        'from fastapi import FastAPI\n\nfrom app import admin\n\napp = FastAPI()\napp.include_router(admin.router)\n\n\n@app.middleware("http")\nasync def guard(request, call_next):\n    verify_token(request.headers["Authorization"])\n    return await call_next(request)\n',
    }),
    py(
      'the handler looks at the header itself',
      `${FAST}app = FastAPI()\n\n\n@app.post("/exec")\ndef execute(request):\n    if request.headers.get("X-API-Key") != KEY:\n        return 401\n    return 1\n`,
      KNOWN,
    ),
    py('a decorator of Flask', `${FLASK}@app.post("/admin/purge")\n@login_required\ndef purge():\n    return "ok"\n`),
    py(
      'a decorator of its own',
      `${FLASK}from app.security import roles_required\n\n\n@app.post("/admin/purge")\n@roles_required("admin")\ndef purge():\n    return "ok"\n`,
    ),
    py(
      'a hook before each request',
      `${FLASK}@app.before_request\ndef guard():\n    if not current_user.is_authenticated:\n        return "no", 401\n\n\n@app.post("/admin/purge")\ndef purge():\n    return "ok"\n`,
    ),
    py(
      'a hook of the blueprint, registered by a call',
      `${FLASK}bp = Blueprint("ops", __name__)\nbp.before_request(require_admin)\n\n\n@bp.post("/admin/purge")\ndef purge():\n    return "ok"\n`,
    ),
    py(
      'a hook of the blueprint in the file that makes it',
      'from app import bp\n\n\n@bp.route("/admin/jobs", methods=["POST"])\ndef jobs():\n    return "ok"\n',
      {
        'app/__init__.py':
          'from flask import Blueprint\nfrom flask_login import current_user\n\nbp = Blueprint("ops", __name__)\n\n\n@bp.before_request\ndef guard():\n    if not current_user.is_authenticated:\n        return "no", 401\n',
      },
    ),
    py(
      'middlewares of aiohttp',
      'from aiohttp import web\n\nfrom app.security import auth_middleware\n\n\nasync def restart(request):\n    return web.Response()\n\n\napp = web.Application(middlewares=[auth_middleware])\napp.router.add_post("/restart", restart)\n',
      KNOWN,
    ),
    py(
      'middlewares of aiohttp in the file that takes the routes',
      'from aiohttp import web\n\nroutes = web.RouteTableDef()\n\n\n@routes.post("/exec")\nasync def execute(request):\n    return web.Response()\n',
      {
        ...KNOWN,
        'app/main.py':
          'from aiohttp import web\n\nfrom app import admin\nfrom app.security import auth_middleware\n\napp = web.Application(middlewares=[auth_middleware])\napp.add_routes(admin.routes)\n',
      },
    ),
    py(
      'a view of Django behind a decorator',
      `${django('views.run')}\n]\n`,
      {
        ...KNOWN,
        'app/views.py':
          'from django.contrib.auth.decorators import login_required\n\n\n@login_required\ndef run(request):\n    return None\n',
      },
      'app/urls.py',
    ),
    py(
      'a view of Django decorated among the paths',
      `${django('login_required(views.run)')}\n]\n`,
      { ...KNOWN, 'app/views.py': DJANGO_VIEWS },
      'app/urls.py',
    ),
    py(
      'a class of Django with a mixin',
      `${django('views.Run.as_view()')}\n]\n`,
      {
        ...KNOWN,
        'app/views.py':
          'from django.contrib.auth.mixins import LoginRequiredMixin\nfrom django.views import View\n\n\nclass Run(LoginRequiredMixin, View):\n    def post(self, request):\n        return None\n',
      },
      'app/urls.py',
    ),
    py(
      'permissions of Django REST framework',
      `${django('views.Run.as_view()')}\n]\n`,
      {
        ...KNOWN,
        'app/views.py':
          'from rest_framework.permissions import IsAdminUser\nfrom rest_framework.views import APIView\n\n\nclass Run(APIView):\n    permission_classes = [IsAdminUser]\n\n    def post(self, request):\n        return None\n',
      },
      'app/urls.py',
    ),
    py(
      'permissions of the whole project',
      `${django('views.Run.as_view()')}\n]\n`,
      {
        ...KNOWN,
        'app/views.py':
          'from rest_framework.views import APIView\n\n\nclass Run(APIView):\n    def post(self, request):\n        return None\n',
        'project/settings.py':
          'INSTALLED_APPS = ["django.contrib.auth"]\nREST_FRAMEWORK = {\n    "DEFAULT_PERMISSION_CLASSES": [\n        "rest_framework.permissions.IsAuthenticated",\n    ],\n}\n',
      },
      'app/urls.py',
    ),
    py(
      'middleware of Django that asks for a login',
      `${django('views.run')}\n]\n`,
      {
        ...KNOWN,
        'app/views.py': DJANGO_VIEWS,
        'project/settings.py': 'MIDDLEWARE = [\n    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n]\n',
      },
      'app/urls.py',
    ),
    py(
      'a view of Django that asks in its body',
      `${django('views.run')}\n]\n`,
      {
        ...KNOWN,
        'app/views.py':
          'from django.http import JsonResponse\n\n\ndef run(request):\n    if not request.user.is_staff:\n        return JsonResponse({}, status=403)\n    return JsonResponse({})\n',
      },
      'app/urls.py',
    ),
    py('a view of Django that the project does not hold', `${django('views.run')}\n]\n`, KNOWN, 'app/urls.py'),
    py(
      'a class of Django behind a base of the project',
      `${django('views.Run.as_view()')}\n]\n`,
      {
        ...KNOWN,
        'app/base.py':
          'from django.contrib.auth.mixins import LoginRequiredMixin\nfrom django.views import View\n\n\nclass Closed(LoginRequiredMixin, View):\n    pass\n',
        'app/views.py':
          'from django.views import View\n\nfrom .base import Closed\n\n\nclass Run(Closed):\n    def post(self, request):\n        return None\n',
      },
      'app/urls.py',
    ),
    py(
      'decorator_include',
      'from django.urls import path\n\nfrom . import views\n\nurlpatterns = [\n    path("flush/", views.run),\n]\n',
      {
        ...KNOWN,
        'app/views.py': DJANGO_VIEWS,
        'project/urls.py':
          'from decorator_include import decorator_include\nfrom django.contrib.auth.decorators import login_required\nfrom django.urls import path\n\nurlpatterns = [path("admin/", decorator_include(login_required, "app.urls"))]\n',
      },
      'app/urls.py',
    ),
    py(
      'a client that has the same verbs',
      'import requests\n\nfrom app.security import require_admin\n\n\ndef restart(url):\n    return requests.post(url + "/admin/restart", timeout=5)\n',
      KNOWN,
    ),
  ],
};
