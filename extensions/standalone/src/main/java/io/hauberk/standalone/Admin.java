package io.hauberk.standalone;

import io.hauberk.config.Server;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The admin port: {@code /health/live}, {@code /health/ready} and {@code /metrics} in Prometheus's text format. Changes
 * nothing, whatever is sent to it. It has threads of its own, so that a busy gateway still says that it is alive.
 */
final class Admin {
    private static final int HEAD_SIZE = 8 * 1024;
    private static final int MAX_CONNECTIONS = 100;
    private static final String TEXT = "text/plain;charset=utf-8";
    private static final String PROMETHEUS = "text/plain;version=0.0.4;charset=utf-8";

    private final org.eclipse.jetty.server.Server jetty;
    private final ServerConnector connector;
    private final BooleanSupplier ready;
    private final Supplier<List<String>> warnings;
    private final PrometheusMeterRegistry metrics;

    Admin(
            Server.Admin settings,
            BooleanSupplier ready,
            Supplier<List<String>> warnings,
            PrometheusMeterRegistry metrics) {
        this.ready = ready;
        this.warnings = warnings;
        this.metrics = metrics;
        QueuedThreadPool pool = new QueuedThreadPool(8, 1);
        pool.setName("hauberk-admin");
        pool.setReservedThreads(0);
        jetty = new org.eclipse.jetty.server.Server(pool);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEAD_SIZE);
        connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.address());
        connector.setPort(settings.port());
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        jetty.setHandler(new Pages());
        jetty.setErrorHandler(new PlainErrors());
    }

    void start() throws Exception {
        Ports.open(jetty, connector, "choose another in server.admin");
    }

    int port() {
        return connector.getLocalPort();
    }

    void stop() throws Exception {
        jetty.stop();
    }

    private final class Pages extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String method = request.getMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                return answer(response, callback, 405, TEXT, "Only GET and HEAD are served here.\n");
            }
            return switch (request.getHttpURI().getCanonicalPath()) {
                case "/health/live" -> answer(response, callback, 200, TEXT, "live\n");
                case "/health/ready" ->
                    ready.getAsBoolean()
                            ? answer(response, callback, 200, TEXT, ready())
                            : answer(response, callback, 503, TEXT, "not ready\n");
                case "/metrics" -> answer(response, callback, 200, PROMETHEUS, metrics.scrape());
                default ->
                    answer(response, callback, 404, TEXT, "Here are /health/live, /health/ready and /metrics.\n");
            };
        }

        /** Ready, and what will end that if nobody cares. */
        private String ready() {
            StringBuilder text = new StringBuilder("ready\n");
            warnings.get()
                    .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
            return text.toString();
        }

        private boolean answer(Response response, Callback callback, int status, String type, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
            return true;
        }
    }
}
