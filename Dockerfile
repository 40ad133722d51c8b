# The image of every process. `docker build -t peerline .`; then `docker run peerline peerline COMMAND`.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/peerline
ENV PATH=/opt/peerline/bin:$PATH
WORKDIR /src
COPY requirements.lock ./
RUN pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY flows flows
COPY bot bot
COPY workers workers
RUN pip install --no-deps --no-build-isolation . \
    && pip uninstall --yes setuptools \
    && pip check

FROM python:3.13-slim
ENV PATH=/opt/peerline/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PEERLINE_DATA=/data
# A host that mounts a volume at /data gives it to the image's user; without one, the directory is the user's own.
RUN useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin peerline \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/peerline /opt/peerline
WORKDIR /app
COPY wsgi.py gunicorn.conf.py ./
USER 10001:10001
EXPOSE 8080
# No ENTRYPOINT: every process group names its own command. By itself the image is a whole line in one container.
CMD ["peerline", "up"]
