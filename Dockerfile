# Purser on a small image: an unprivileged user, a read-only root, the books on a volume.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin purser \
    && install -d -o purser -g purser -m 700 /var/lib/purser
COPY --from=build /venv /venv
WORKDIR /app
COPY bot bot
COPY cogs cogs
COPY data data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PURSER_DATABASE=/var/lib/purser/purser.db MPLCONFIGDIR=/tmp/matplotlib
USER purser
VOLUME /var/lib/purser
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
