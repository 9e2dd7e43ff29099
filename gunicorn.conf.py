"""How gunicorn serves the site; read by every `gunicorn cms.wsgi` that is started here.

PORT, LISTEN (the address, 127.0.0.1 unless set), WEB_CONCURRENCY (processes) and WEB_THREADS (threads in each)
come from the environment.
"""

import gc
import os

from cms.logs import NotOfPupils

address = os.environ.get("LISTEN", "127.0.0.1")
port = int(os.environ.get("PORT", "8000"))

bind = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
wsgi_app = "cms.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# The application is loaded once and shared by the processes: less memory, and a faulty start is seen at once.
preload_app = True
# A slow mind is better replaced than kept; the jitter keeps the processes from leaving together.
max_requests = 20000
max_requests_jitter = 2000
timeout = 60
graceful_timeout = 5
keepalive = 15
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
accesslog = None  # addresses of visitors are not written down
control_socket_disable = True


# Nothing that is loaded becomes garbage; looking for it took a sixth of a start.
gc.disable()


def post_fork(server, worker):
    """Collect garbage in every process, also in those that follow a reload of this file; write no addresses down."""
    gc.enable()
    worker.log.error_log.addFilter(NotOfPupils())


def worker_exit(server, worker):
    """Write down what this process counted: how often pages were looked at."""
    from cms.counting import flush

    flush()


def when_ready(server):
    """Set aside what was loaded, before the processes part; say where the site is, once somebody is answered there."""
    # The collector no longer walks through what stays for ever: less work, and the processes go on sharing it.
    gc.freeze()
    gc.enable()
    shown = "127.0.0.1" if address in ("0.0.0.0", "::") else address
    shown = f"[{shown}]" if ":" in shown else shown
    print(f"\nCounterpoint is at http://{shown}:{port}   (Ctrl-C stops it)\n", flush=True)
