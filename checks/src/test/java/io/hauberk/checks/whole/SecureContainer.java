package io.hauberk.checks.whole;

import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.jetty.JettyTls;
import io.hauberk.testkit.ThrowawayFolder;
import io.hauberk.tomcat.TomcatTls;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The containers over TLS, as the modules for them set them up. */
enum SecureContainer {
    JETTY {
        @Override
        Container.Running start(Identity identity, ServerTls tls, Consumer<ServletContext> deployment)
                throws Exception {
            QueuedThreadPool pool = new QueuedThreadPool();
            if (Boolean.getBoolean("hauberk.test.virtualThreads")) {
                pool.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
            }
            Server server = new Server(pool);
            ServerConnector port = JettyTls.of(identity, tls).connector(server, new HttpConfiguration());
            port.setHost("127.0.0.1");
            server.addConnector(port);
            ServletContextHandler context = new ServletContextHandler();
            deployment.accept(context.getServletContext());
            server.setHandler(context);
            server.start();
            return new Container.Running(port.getLocalPort(), () -> -1, server::stop);
        }
    },
    TOMCAT {
        @Override
        Container.Running start(Identity identity, ServerTls tls, Consumer<ServletContext> deployment)
                throws Exception {
            ThrowawayFolder folder = ThrowawayFolder.named("hauberk-tomcat");
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(folder.toString());
            tomcat.setSilent(true);
            Connector port = TomcatTls.of(identity, tls).connector();
            port.setPort(0);
            port.setProperty("address", "127.0.0.1");
            // By default a connection is closed after a hundred requests, which is not what is looked at here.
            port.setProperty("maxKeepAliveRequests", "-1");
            port.setProperty("useVirtualThreads", System.getProperty("hauberk.test.virtualThreads", "false"));
            tomcat.setConnector(port);
            Context context = tomcat.addContext("", folder.toString());
            context.addServletContainerInitializer(
                    (classes, servletContext) -> deployment.accept(servletContext), Set.of());
            tomcat.start();
            return new Container.Running(port.getLocalPort(), () -> -1, () -> {
                tomcat.stop();
                tomcat.destroy();
                // Else the next one in this process makes this folder anew, as its home.
                System.clearProperty("catalina.home");
                folder.close();
            });
        }
    };

    abstract Container.Running start(Identity identity, ServerTls tls, Consumer<ServletContext> deployment)
            throws Exception;

    /** One that answers with the serial number of who calls. */
    Container.Running start(Identity identity, ServerTls tls) throws Exception {
        return start(
                identity, tls, context -> context.addServlet("who", new Who()).addMapping("/*"));
    }

    private static final class Who extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            X509Certificate[] chain =
                    (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
            response.getOutputStream().print(chain[0].getSerialNumber().toString());
        }
    }
}
