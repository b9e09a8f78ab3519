package io.hauberk.testkit;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Sleeper;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One container with everything around the adapter under test: what stands outside, inside, behind, and the client. */
final class Rig {
    /** Pass of a request through everything, as the filter outside the adapter saw it. */
    record Pass(@Nullable Throwable thrown, @Nullable Exchange leftBehind) {}

    private final Map<String, App> apps = new ConcurrentHashMap<>();
    private final BlockingQueue<Pass> passes = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger innerRuns = new AtomicInteger();
    private volatile @Nullable Throwable thrownInside;
    private volatile Filter filter = (request, next) -> next.handle(request);
    private InboundContract.@Nullable Container container;
    private @Nullable Client client;

    interface Starter {
        InboundContract.Container start(Consumer<ServletContext> deployment) throws Exception;
    }

    void start(Starter starter, BiConsumer<ServletContext, Filter> install, boolean http2) throws Exception {
        InboundContract.Container started = starter.start(context -> deploy(context, install));
        container = started;
        client = new Client(started.port(), http2);
    }

    private void deploy(ServletContext context, BiConsumer<ServletContext, Filter> install) {
        add(context.addFilter("outside", (jakarta.servlet.Filter) (request, response, chain) -> {
            Throwable thrown = null;
            inside.incrementAndGet();
            try {
                chain.doFilter(request, response);
            } catch (Throwable t) {
                thrown = t;
                throw t;
            } finally {
                passes.add(new Pass(thrown, Exchange.current()));
                inside.decrementAndGet();
            }
        }));
        install.accept(context, (request, next) -> filter.handle(request, next));
        add(context.addFilter("inside", (jakarta.servlet.Filter) (request, response, chain) -> {
            innerRuns.incrementAndGet();
            try {
                chain.doFilter(request, response);
            } catch (Throwable t) {
                thrownInside = t;
                throw t;
            }
        }));
        ServletRegistration.Dynamic servlet = context.addServlet("application", new Servlets(apps));
        servlet.addMapping("/*");
        servlet.setAsyncSupported(true);
        servlet.setMultipartConfig(new MultipartConfigElement(System.getProperty("java.io.tmpdir")));
    }

    private static void add(FilterRegistration.Dynamic registration) {
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    /** Forgets the row before, once its last request has come out. */
    void reset() throws InterruptedIOException {
        while (inside.get() > 0) {
            Sleeper.system().sleep(Duration.ofMillis(1));
        }
        client().forgetConnections();
        apps.clear();
        passes.clear();
        innerRuns.set(0);
        thrownInside = null;
        filter = (request, next) -> next.handle(request);
    }

    void stop() throws Exception {
        client().close();
        if (container != null) {
            container.close();
        }
    }

    int port() {
        if (container == null) {
            throw new IllegalStateException("The container has not started.");
        }
        return container.port();
    }

    Client client() {
        if (client == null) {
            throw new IllegalStateException("The container has not started.");
        }
        return client;
    }

    /** What the adapter has installed, from now on. */
    Rig filter(Filter filter) {
        this.filter = filter;
        return this;
    }

    /** What the adapter has installed: these filters, the first outermost. */
    Rig filters(Filter... filters) {
        return filter(chain(filters));
    }

    /** Gateway mode: these filters around a target, and the application is never called. */
    Rig target(Handler target, Filter... filters) {
        Filter chain = chain(filters);
        return filter((request, application) -> chain.around(target).handle(request));
    }

    /** What the application does at a path. */
    Rig at(String path, App app) {
        apps.put(path, app);
        return this;
    }

    private static Filter chain(Filter... filters) {
        return (request, application) -> {
            Handler handler = application;
            for (int i = filters.length - 1; i >= 0; i--) {
                handler = filters[i].around(handler);
            }
            return handler.handle(request);
        };
    }

    Reply get(String target, String... headers) throws Exception {
        return client().get(target, headers);
    }

    /** How often the servlet filter inside the adapter ran. */
    int innerRuns() {
        return innerRuns.get();
    }

    /** What the servlet filter inside the adapter saw thrown last. */
    @Nullable Throwable thrownInside() {
        return thrownInside;
    }

    /** The next pass that the servlet filter outside the adapter saw the end of. */
    Pass pass() throws InterruptedException {
        Pass pass = passes.poll(60, TimeUnit.SECONDS);
        if (pass == null) {
            throw new AssertionError("No request came out of the adapter within 60 seconds.");
        }
        return pass;
    }
}
