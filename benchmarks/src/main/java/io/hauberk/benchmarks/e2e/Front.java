package io.hauberk.benchmarks.e2e;

import io.hauberk.authorize.Authorize;
import io.hauberk.benchmarks.Tokens;
import io.hauberk.gateway.Gateway;
import io.hauberk.gateway.GatewayBuilder;
import io.hauberk.headers.RequestHeaders;
import io.hauberk.headers.ResponseHeaders;
import io.hauberk.jwt.Jwt;
import io.hauberk.okhttp.Mesh;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.route.Match;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.tracing.Tracing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One gateway on Jetty, set up the same but for what answers. */
final class Front {
    private static final String SERVICE = "upstream";

    private Front() {}

    /** {@code bare | proxy-handler | forward | full}, the upstream's port, the number of routes, the file of keys. */
    public static void main(String[] args) throws Exception {
        Server server = start(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
        Child.endsWithParent();
        Child.ready(port(server));
    }

    static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    static Server start(String name, int upstream, int routes, Path keys) throws Exception {
        Handler handler = switch (name) {
            case "bare" -> servlet(new BareServlet(upstream));
            case "proxy-handler" ->
                new ProxyHandler.Reverse("http://[^/]+/(.*)", "http://127.0.0.1:" + upstream + "/$1");
            case "forward" -> filter(forward(upstream, routes));
            case "full" -> filter(full(upstream, routes, keys));
            default -> throw new IllegalArgumentException("No such gateway: " + name);
        };
        Server server = new Server(new QueuedThreadPool(200));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return server;
    }

    private static Handler servlet(HttpServlet servlet) {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(servlet), "/*");
        return context;
    }

    private static Handler filter(Gateway gateway) {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new HttpServlet() {}), "/*");
        context.addServletContainerInitializer((classes, servlets) -> HauberkFilter.install(servlets, gateway));
        return context;
    }

    private static Gateway forward(int upstream, int routes) {
        GatewayBuilder builder = Gateway.builder();
        io.hauberk.Handler service = mesh(upstream, null).service(SERVICE);
        for (int i = 0; i < routes; i++) {
            builder.route("svc" + i, List.of(Match.path("/api/svc" + i + "/**")), route -> route.to(service));
        }
        return builder.build();
    }

    /** Metrics, trace, routes, and for each of these token, authorization, limit, header edits. */
    private static Gateway full(int upstream, int routes, Path keys) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        GatewayBuilder builder = Gateway.builder().metrics(registry).use(Tracing.w3c());
        io.hauberk.Handler service = mesh(upstream, registry).service(SERVICE);
        Jwt jwt = Jwt.issuedBy(Tokens.ISSUER).audience(Tokens.AUDIENCE).keys(keys);
        jwt.start();
        Authorize authorize = Authorize.scope("orders:read");
        RateLimit limit = RateLimit.of(10_000_000, Duration.ofSeconds(1));
        RequestHeaders request =
                RequestHeaders.edit(fields -> fields.set("X-Tenant", "acme").remove("X-Client"));
        ResponseHeaders response = ResponseHeaders.edit(
                fields -> fields.set("X-Frame-Options", "DENY").remove("Server"));
        for (int i = 0; i < routes; i++) {
            builder.route(
                    "svc" + i,
                    List.of(Match.path("/api/svc" + i + "/**")),
                    route -> route.use(jwt, authorize, limit, request, response).to(service));
        }
        return builder.build();
    }

    private static Mesh mesh(int upstream, @org.jspecify.annotations.Nullable PrometheusMeterRegistry registry) {
        Mesh.Builder builder =
                Mesh.builder().service(SERVICE, service -> service.endpoints("http://127.0.0.1:" + upstream));
        return registry == null ? builder.build() : builder.metrics(registry).build();
    }
}
