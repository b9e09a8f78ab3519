package io.hauberk.testkit;

import io.hauberk.Filter;
import jakarta.servlet.ServletContext;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What every adapter between a servlet container and Hauberk keeps: the rules of {@link Filter} and {@link
 * io.hauberk.Exchange}, shown through real sockets. Extend it for each container and protocol, and run it as a JUnit 5
 * test class. It brings the application, the client and the assertions; you bring the container and your adapter.
 *
 * <p>Most rows stand in guard mode, where the application answers; those that speak of a target stand in gateway mode,
 * where the filter never calls the application. The container is started once for the class. Needs Servlet 6.1 and
 * OkHttp on the class path.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class InboundContract
        implements ContextRows,
                RequestRows,
                NextRows,
                MappingRows,
                CaptureRows,
                EndRows,
                BodyRows,
                ContentRows,
                RefusalRows,
                ShadowRows,
                AsyncRows,
                DispatchRows,
                LateRows,
                BrokenMappingRows {
    /** Where the container sends status 501 and {@link UnsupportedOperationException}; all else it reports itself. */
    public static final String ERROR_PAGE = "/error-page";

    final Rig rig = new Rig();

    /**
     * Starts a container on a free port of this machine. Its error pages are those of {@link #ERROR_PAGE}. With the
     * system property {@code hauberk.test.virtualThreads} it runs requests on virtual threads, where the JDK has them.
     *
     * @param deployment to be called once with the context, before that has started
     */
    protected abstract Container start(Consumer<ServletContext> deployment) throws Exception;

    /** Puts your adapter with this filter before everything that the context serves. */
    protected abstract void install(ServletContext context, Filter filter);

    /** Whether to speak HTTP/2 over plain text from the first byte on; default: HTTP/1.1. */
    protected boolean http2() {
        return false;
    }

    /**
     * Whether the container breaks an answer off when it cannot go on after the first byte; default: it does. Where it
     * ends such an answer as if it were whole, say so in the limits of your adapter: no servlet can prevent it.
     */
    protected boolean breaksOff() {
        return true;
    }

    /** Whether virtual threads are asked for. */
    protected static boolean virtualThreads() {
        return Boolean.getBoolean("hauberk.test.virtualThreads");
    }

    @BeforeAll
    final void startContainer() throws Exception {
        rig.start(this::start, this::install, http2());
    }

    @BeforeEach
    final void forgetEarlierRows() throws InterruptedIOException {
        rig.reset();
    }

    @AfterAll
    final void stopContainer() throws Exception {
        rig.stop();
    }

    /** A servlet container that runs. */
    public interface Container extends AutoCloseable {
        /** The port on which it listens. */
        int port();
    }
}
