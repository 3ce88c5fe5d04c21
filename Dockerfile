# With the extras postgresql, browser and timestamp. There is no Chromium in it: PDFs, captures and pages drawn by scripts
# need one (`apt-get install chromium` in an image on top of this one).
FROM python:3.11-slim
WORKDIR /app
RUN useradd --system --create-home tracer && install -d -o tracer /data
COPY requirements-deploy.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --require-hashes -r requirements-deploy.lock
COPY tracer tracer
COPY connectors connectors
COPY graph graph
COPY policies policies
COPY api api
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER tracer
ENV TRACER_DATA_DIR=/data TRACER_HOST=0.0.0.0
VOLUME /data
EXPOSE 8765
CMD ["tracer", "serve"]
