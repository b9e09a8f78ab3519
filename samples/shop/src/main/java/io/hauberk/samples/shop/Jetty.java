package io.hauberk.samples.shop;

import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.jetty.JettyTls;
import io.hauberk.servlet.HauberkFilter;
import jakarta.servlet.Servlet;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** How a Jetty is set up that serves one servlet behind Hauberk. Nothing here is particular to a shop. */
final class Jetty {
    /** Longer than clients keep connections that nobody uses, so that it is they who close them. */
    private static final Duration IDLE = Duration.ofSeconds(90);

    private Jetty() {}

    static Server server(String name) {
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName(name);
        return new Server(threads);
    }

    /** A port of the loopback interface: with mutual TLS, HTTP/2 and HTTP/1.1 for an identity, else with plain HTTP/1.1. */
    static ServerConnector connector(Server server, int port, @Nullable Identity identity) {
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(identity));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        return connector;
    }

    private static ConnectionFactory[] protocols(@Nullable Identity identity) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return identity == null
                ? new ConnectionFactory[] {new HttpConnectionFactory(http)}
                : JettyTls.of(identity, ServerTls.mutual()).protocols(http);
    }

    /** The servlet, behind the guard and the filters given. */
    static ServletContextHandler context(Servlet service, @Nullable Gateway guard, Witness witness) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(service), "/*");
        context.addServletContainerInitializer((classes, servlets) -> {
            if (guard != null) {
                HauberkFilter.install(servlets, guard);
            }
            witness.install(servlets);
        });
        return context;
    }
}
