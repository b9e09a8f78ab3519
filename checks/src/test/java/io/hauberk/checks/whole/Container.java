package io.hauberk.checks.whole;

import io.hauberk.testkit.ThrowawayFolder;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The containers: HTTP/1.1 and HTTP/2 over plain text on one free port of this machine. As many threads from the first
 * request on as there will ever be, so that what comes and goes is not theirs. What they let through is for the gateway
 * to refuse, so they refuse as little as they can.
 */
enum Container {
    JETTY {
        @Override
        Running start(Consumer<ServletContext> deployment, Duration patience) throws Exception {
            QueuedThreadPool pool = new QueuedThreadPool(THREADS, THREADS);
            if (Boolean.getBoolean("hauberk.test.virtualThreads")) {
                pool.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
            }
            Server server = new Server(pool);
            HttpConfiguration http = new HttpConfiguration();
            // As in bin/hauberk serve: what Jetty would not refuse, it would cut off.
            http.setUriCompliance(UriCompliance.UNSAFE.without(
                    "hauberk", UriCompliance.Violation.FRAGMENT, UriCompliance.Violation.USER_INFO));
            ServerConnector connector = new ServerConnector(
                    server, 1, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
            connector.setHost("127.0.0.1");
            connector.setIdleTimeout(patience.toMillis());
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler();
            context.getServletHandler().setDecodeAmbiguousURIs(true);
            deployment.accept(context.getServletContext());
            server.setHandler(context);
            server.start();
            return new Running(
                    connector.getLocalPort(),
                    () -> connector.getConnectedEndPoints().size(),
                    server::stop);
        }
    },
    TOMCAT {
        @Override
        Running start(Consumer<ServletContext> deployment, Duration patience) throws Exception {
            ThrowawayFolder folder = ThrowawayFolder.named("hauberk-tomcat");
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(folder.toString());
            tomcat.setSilent(true);
            Connector connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            connector.setProperty("connectionTimeout", Long.toString(patience.toMillis()));
            connector.setProperty("minSpareThreads", Integer.toString(THREADS));
            connector.setProperty("maxThreads", Integer.toString(THREADS));
            connector.setProperty("useVirtualThreads", System.getProperty("hauberk.test.virtualThreads", "false"));
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
            connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
            connector.setEncodedSolidusHandling("passthrough");
            connector.setEncodedReverseSolidusHandling("passthrough");
            connector.setProperty("continueResponseTiming", "onRead");
            // Else Tomcat now and then loses its place among the frames of an upload, with no filter of ours in sight.
            connector.setProperty("useAsyncIO", "false");
            connector.addUpgradeProtocol(new Http2Protocol());
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", folder.toString());
            context.addServletContainerInitializer(
                    (classes, servletContext) -> deployment.accept(servletContext), Set.of());
            tomcat.start();
            return new Running(connector.getLocalPort(), () -> -1, () -> {
                tomcat.stop();
                tomcat.destroy();
                // Else the next one in this process makes this folder anew, as its home.
                System.clearProperty("catalina.home");
                folder.close();
            });
        }
    };

    private static final int THREADS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Warns of each thread that outlives a context, as those of the mesh and of tests may. */
    private static final Logger LEAKS = Logger.getLogger("org.apache.catalina.loader.WebappClassLoaderBase");

    static {
        LEAKS.setLevel(Level.OFF);
    }

    /** Starts it, with what is to be served, and how long it waits for a client that says nothing. */
    abstract Running start(Consumer<ServletContext> deployment, Duration patience) throws Exception;

    /** Starts it, with what is to be served. */
    Running start(Consumer<ServletContext> deployment) throws Exception {
        return start(deployment, PATIENCE);
    }

    /** A container that runs. */
    static final class Running implements AutoCloseable {
        private final int port;
        private final IntSupplier connections;
        private final AutoCloseable stop;

        Running(int port, IntSupplier connections, AutoCloseable stop) {
            this.port = port;
            this.connections = connections;
            this.stop = stop;
        }

        int port() {
            return port;
        }

        /** How many connections are open, where the container tells. */
        int connections() {
            return connections.getAsInt();
        }

        @Override
        public void close() throws Exception {
            stop.close();
        }
    }
}
