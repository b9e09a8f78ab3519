package io.hauberk.standalone;

import io.hauberk.Filter;
import io.hauberk.config.Server;
import io.hauberk.identity.Identity;
import io.hauberk.network.HeadLimits;
import io.hauberk.servlet.HauberkFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Jetty with nothing but a filter in it: HTTP/1.1 and HTTP/2, over TLS where the settings ask for it.
 *
 * <p>Its URI checks are off but for fragments and user names: which paths are ambiguous is for the gateway to say.
 */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int RESPONSE_HEAD_SIZE = 16 * 1024;
    /** For the request line and what separates fields, so that it is the gateway who refuses, and not Jetty. */
    private static final int ROOM = 1024;

    private static final int ROOM_PER_FIELD = 8;
    private static final int MAX_CONNECTIONS = 20_000;
    /** Without requests for so long, whoever sent them is taken to have seen that we are leaving. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final UriCompliance PATHS = UriCompliance.UNSAFE.without(
            "hauberk", UriCompliance.Violation.FRAGMENT, UriCompliance.Violation.USER_INFO);

    private final org.eclipse.jetty.server.Server jetty;
    private final ServerConnector connector;
    private final InFlight inFlight = new InFlight();
    private final Server settings;
    private final @Nullable Certificates certificates;

    /** A listener that is not started yet. */
    Listener(Server settings, int port, Filter filter, @Nullable Identity identity) {
        this.settings = settings;
        jetty = new org.eclipse.jetty.server.Server(threads(settings));
        certificates = settings.tls() == null ? null : new Certificates(settings.tls(), identity);
        connector = new ServerConnector(jetty, null, null, null, -1, -1, protocols());
        connector.setHost(settings.address());
        connector.setPort(port);
        connector.setIdleTimeout(Duration.ofSeconds(60).toMillis());
        connector.setShutdownIdleTimeout(100);
        connector.setAcceptQueueSize(1024);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        inFlight.setHandler(application(filter));
        jetty.setHandler(inFlight);
        jetty.setErrorHandler(new PlainErrors());
    }

    private static ThreadPool threads(Server settings) {
        if (settings.threads() == Server.Threads.VIRTUAL) {
            VirtualThreadPool pool = new VirtualThreadPool();
            pool.setName("hauberk");
            return pool;
        }
        QueuedThreadPool pool = new QueuedThreadPool(200, 8);
        pool.setName("hauberk");
        pool.setReservedThreads(0);
        return pool;
    }

    private ConnectionFactory[] protocols() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(headSize(settings.headLimits()));
        http.setResponseHeaderSize(RESPONSE_HEAD_SIZE);
        http.setUriCompliance(PATHS);
        if (certificates == null) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http)};
        }
        return certificates.protocols(http);
    }

    private static int headSize(HeadLimits limits) {
        return limits.uri() + limits.headersSize() + ROOM_PER_FIELD * limits.headers() + ROOM;
    }

    private static ServletContextHandler application(Filter filter) {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.setContextPath("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        // Else Jetty would add a charset to text/plain, text/html and text/xml, which is for the service to say.
        context.getMimeTypes().clear();
        context.addServlet(new ServletHolder(new Nobody()), "/*");
        context.addServletContainerInitializer((classes, servlets) -> HauberkFilter.install(servlets, filter));
        return context;
    }

    /** Begins to take requests. */
    void start() throws Exception {
        Ports.open(jetty, connector, "choose another: --port N");
    }

    /** Where it listens, for people. */
    String url() {
        String address = settings.address();
        String host = address == null || address.equals("0.0.0.0") || address.equals("::")
                ? "127.0.0.1"
                : address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return (certificates == null ? "http://" : "https://") + host + ":" + connector.getLocalPort();
    }

    /** What an operator should know of its certificates. */
    List<String> warnings() {
        return certificates == null ? List.of() : certificates.warnings();
    }

    /** The port that it listens on. */
    int port() {
        return connector.getLocalPort();
    }

    /** Takes requests until none has been under way for a moment or the time is over, and then stops. */
    void drain(Duration atMost) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        inFlight.drain();
        inFlight.awaitQuiet(QUIET, atMost);
        long left = (end - System.nanoTime()) / 1_000_000;
        jetty.setStopTimeout(Math.max(1, Math.min(left, LAST_WORDS.toMillis())));
        try {
            stop();
        } catch (TimeoutException e) {
            LOG.info("The time to drain is over; what was still under way was cut.");
        }
    }

    /** Stops at once. */
    void stop() throws Exception {
        if (certificates != null) {
            certificates.close();
        }
        jetty.stop();
    }
}
