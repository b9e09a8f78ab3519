package io.hauberk.checks.app;

import static io.hauberk.route.Match.path;

import io.hauberk.Exchange;
import io.hauberk.gateway.Gateway;
import io.hauberk.okhttp.Mesh;
import io.hauberk.discovery.Discovery;
import io.hauberk.servlet.HauberkFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A small application of modules: guards itself, and calls itself through the mesh. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        connector.open();
        try (Mesh mesh = Mesh.builder()
                .service("self", self -> self.endpoints("http://127.0.0.1:" + connector.getLocalPort()))
                .build()) {
            Gateway gateway = Gateway.builder()
                    // As a handler, since what is forwarded to oneself is a loop.
                    .handle(path("/away/{id}"), away -> mesh.service("self").handle(away.withPath("/here/2")))
                    .route(path("/here/**"), here -> here)
                    .build();
            ServletContextHandler context = new ServletContextHandler();
            context.addServletContainerInitializer(
                    (classes, servlets) -> HauberkFilter.install(servlets, gateway));
            context.addServlet(new ServletHolder(new Hello()), "/*");
            server.setHandler(context);
            server.start();
            System.out.println("ready " + connector.getLocalPort());
            System.in.read();
            server.stop();
        }
    }

    private static final class Hello extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .write(Main.class.getModule().getName() + " at " + request.getRequestURI() + " by "
                            + Exchange.current().route());
        }
    }
}
