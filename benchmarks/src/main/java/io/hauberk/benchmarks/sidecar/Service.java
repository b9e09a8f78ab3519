package io.hauberk.benchmarks.sidecar;

import io.hauberk.benchmarks.e2e.Child;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.servlet.HauberkFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Who is called: a Jetty that answers each request with 1 KB of JSON. */
final class Service {
    private Service() {}

    /** {@code plain | mtls | hauberk}, and the folder of its certificates. */
    public static void main(String[] args) throws Exception {
        Server server = start(args[0], Path.of(args[1]));
        Child.endsWithParent();
        Child.ready(port(server));
    }

    static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    static Server start(String name, Path certificates) throws Exception {
        Server server = new Server(new QueuedThreadPool(200));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = name.equals("plain")
                ? new ServerConnector(server, new HttpConnectionFactory(http))
                : new ServerConnector(server, tls(http, certificates), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(application(name.equals("hauberk")));
        server.start();
        return server;
    }

    private static SslConnectionFactory tls(HttpConfiguration http, Path certificates) {
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(Identity.pem(certificates).serverContext());
        tls.setNeedClientAuth(true);
        return new SslConnectionFactory(tls, "http/1.1");
    }

    private static ServletContextHandler application(boolean guarded) {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new Answer()), "/*");
        if (guarded) {
            Gateway gateway = Gateway.builder()
                    .metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                    .unmatchedPasses()
                    .build();
            context.addServletContainerInitializer((classes, servlets) -> HauberkFilter.install(servlets, gateway));
        }
        return context;
    }

    /** The same answer for everything. */
    @SuppressWarnings("serial") // it is never serialized
    private static final class Answer extends HttpServlet {
        private static final byte[] CONTENT =
                ("{\"items\":[" + "1234567890,".repeat(91) + "1234]}").getBytes(StandardCharsets.ISO_8859_1);

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(CONTENT.length);
            response.getOutputStream().write(CONTENT);
        }
    }
}
