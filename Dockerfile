# The image runs what a checkout runs: the same launcher and the same lock.
FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim-bookworm
ENV DANGAN_HOME=/data \
    PIP_NO_CACHE_DIR=1
WORKDIR /app

# Set up before the sources are copied, so that a change of these does not install everything again.
COPY dangan requirements.lock ./
RUN ./dangan setup && rm -rf /var/lib/apt/lists/*

COPY --from=assets /app/node_modules ./node_modules
COPY LICENSE README.md pyproject.toml ./
COPY archive ./archive
COPY ocr ./ocr
COPY search ./search
COPY web ./web
RUN .venv/bin/python -m compileall -q archive ocr search web \
    && useradd --uid 10001 --create-home dangan \
    && install --directory --owner=dangan --group=dangan --mode=0750 /data

USER 10001
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/app/dangan"]
CMD ["serve", "--host", "0.0.0.0"]
