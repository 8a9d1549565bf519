# One image a target: api-poller, rt-transformer, api-service, game-aggregator, statsapi-simulator, migrations, airflow.
#   docker build --target api-poller --tag baseball-stats/api-poller:0.1.0 .
# Releases pin the base by PYTHON_DIGEST (@sha256:...); everything installed is pinned by hash in requirements/.
ARG PYTHON_IMAGE=python:3.13-slim-trixie
ARG PYTHON_DIGEST=

FROM ${PYTHON_IMAGE}${PYTHON_DIGEST} AS runtime
# pip is for builders. Home is a folder that each pod mounts: the root file system is read-only there.
RUN rm -rf /usr/local/lib/python3*/site-packages/pip /usr/local/lib/python3*/site-packages/pip-*.dist-info \
        /usr/local/lib/python3*/ensurepip /usr/local/bin/pip* \
    && groupadd --gid 10001 baseball \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin baseball
ENV PATH=/app/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.vendor="Baseball Stats Pipeline" \
    org.opencontainers.image.version=$VERSION \
    org.opencontainers.image.revision=$REVISION
WORKDIR /app
USER 10001:10001

FROM ${PYTHON_IMAGE}${PYTHON_DIGEST} AS builder
ENV PATH=/build/bin:$PATH \
    VIRTUAL_ENV=/app \
    UV_COMPILE_BYTECODE=1 \
    PYC_INVALIDATION_MODE=UNCHECKED_HASH \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_NO_PROGRESS=1
WORKDIR /source
COPY requirements/images.txt requirements/
RUN python -m venv /build \
    && /build/bin/pip install --quiet --no-cache-dir --no-compile --require-hashes --requirement requirements/images.txt \
    && python -m venv --without-pip /app

FROM builder AS project
COPY pyproject.toml README.md ./
COPY libs libs
COPY services services
RUN hatchling build --target wheel --directory /wheel

FROM builder AS api-poller-environment
COPY requirements/api-poller.txt requirements/
RUN uv pip sync --quiet --require-hashes requirements/api-poller.txt
COPY --from=project /wheel /wheel
RUN uv pip install --quiet --no-deps /wheel/*.whl

FROM runtime AS api-poller
LABEL org.opencontainers.image.title="api-poller" \
    org.opencontainers.image.description="Follows games at the MLB Stats API, archives its answers and publishes them"
COPY --from=api-poller-environment /app /app
ENTRYPOINT ["api-poller"]

FROM builder AS rt-transformer-environment
COPY requirements/rt-transformer.txt requirements/
RUN uv pip sync --quiet --require-hashes requirements/rt-transformer.txt
COPY --from=project /wheel /wheel
RUN uv pip install --quiet --no-deps /wheel/*.whl

FROM runtime AS rt-transformer
LABEL org.opencontainers.image.title="rt-transformer" \
    org.opencontainers.image.description="Turns published documents into PostgreSQL rows"
COPY --from=rt-transformer-environment /app /app
ENTRYPOINT ["rt-transformer"]

FROM builder AS api-service-environment
COPY requirements/api-service.txt requirements/
RUN uv pip sync --quiet --require-hashes requirements/api-service.txt
COPY --from=project /wheel /wheel
RUN uv pip install --quiet --no-deps /wheel/*.whl

FROM runtime AS api-service
LABEL org.opencontainers.image.title="api-service" \
    org.opencontainers.image.description="Serves games and statistics over HTTP"
COPY --from=api-service-environment /app /app
ENTRYPOINT ["api-service"]

FROM builder AS game-aggregator-environment
COPY requirements/game-aggregator.txt requirements/
RUN uv pip sync --quiet --require-hashes requirements/game-aggregator.txt
COPY --from=project /wheel /wheel
RUN uv pip install --quiet --no-deps /wheel/*.whl

FROM runtime AS game-aggregator
LABEL org.opencontainers.image.title="game-aggregator" \
    org.opencontainers.image.description="Computes and reconciles statistics of finished games"
COPY --from=game-aggregator-environment /app /app
ENTRYPOINT ["game-aggregator"]

FROM builder AS statsapi-simulator-environment
COPY requirements/statsapi-simulator.txt requirements/
RUN uv pip sync --quiet --require-hashes requirements/statsapi-simulator.txt
COPY --from=project /wheel /wheel
RUN uv pip install --quiet --no-deps /wheel/*.whl

FROM runtime AS statsapi-simulator
LABEL org.opencontainers.image.title="statsapi-simulator" \
    org.opencontainers.image.description="A simulated day of games behind the MLB Stats API's paths"
COPY --from=statsapi-simulator-environment /app /app
ENTRYPOINT ["statsapi-simulator"]

FROM builder AS migrations-environment
COPY requirements/migrations.txt requirements/
RUN uv pip sync --quiet --require-hashes requirements/migrations.txt
COPY --from=project /wheel /wheel
COPY alembic.ini /app/
COPY alembic /app/alembic
RUN uv pip install --quiet --no-deps /wheel/*.whl \
    && python -m compileall -q --invalidation-mode unchecked-hash /app/alembic

FROM runtime AS migrations
LABEL org.opencontainers.image.title="migrations" \
    org.opencontainers.image.description="Brings the database to the schema of this version"
COPY --from=migrations-environment /app /app
ENTRYPOINT ["alembic"]
CMD ["upgrade", "head"]

FROM builder AS airflow-environment
COPY dags/requirements.txt dags/
RUN uv pip sync --quiet --require-hashes dags/requirements.txt
COPY dags /app/dags
RUN python -m compileall -q --invalidation-mode unchecked-hash /app/dags

FROM runtime AS airflow
LABEL org.opencontainers.image.title="airflow" \
    org.opencontainers.image.description="Airflow with the DAGs of the batch"
ENV AIRFLOW_HOME=/tmp/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/app/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False
COPY --from=airflow-environment /app /app
ENTRYPOINT ["airflow"]
