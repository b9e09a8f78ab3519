package io.hauberk.checks.whole;

import io.hauberk.Sleeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A {@link Side}, here or in a JVM of its own, and the service behind it where it forwards. */
final class Stage implements AutoCloseable {
    private final Application application;
    private final Container.@Nullable Running service;
    private final @Nullable Side here;
    private final @Nullable Fork there;

    private Stage(
            Application application, Container.@Nullable Running service, @Nullable Side here, @Nullable Fork there) {
        this.application = application;
        this.service = service;
        this.here = here;
        this.there = there;
    }

    /** All in this JVM. */
    static Stage here(Container container, Mode mode, Duration timeout) throws Exception {
        Application application = new Application();
        Container.Running service = service(mode, application);
        return new Stage(
                application,
                service,
                new Side(container, application, service == null ? 0 : service.port(), timeout),
                null);
    }

    /** The side under test in a JVM with a heap of 64 MB. */
    static Stage forked(Container container, Mode mode) throws Exception {
        Application application = new Application();
        Container.Running service = service(mode, application);
        return new Stage(application, service, null, Fork.of(container, service == null ? 0 : service.port()));
    }

    private static Container.@Nullable Running service(Mode mode, Application application) throws Exception {
        return mode == Mode.GUARD ? null : Container.JETTY.start(application::deploy);
    }

    int port() {
        return here != null ? here.port() : fork().port();
    }

    Side.Report report() throws Exception {
        return here != null ? here.report() : fork().report();
    }

    /** Waits until no request is in flight: a client has the last byte a little before the gateway knows. */
    void awaitNothingInFlight() throws Exception {
        for (int i = 0; report().inFlight() > 0; i++) {
            if (i == 6_000) {
                throw new AssertionError(report().inFlight() + " requests are still in flight, after a minute.");
            }
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    /** The side under test, where it is in this JVM. */
    Side side() {
        if (here == null) {
            throw new IllegalStateException("This stage has been forked.");
        }
        return here;
    }

    private Fork fork() {
        if (there == null) {
            throw new IllegalStateException("This stage has not been forked.");
        }
        return there;
    }

    /** Who answers in the end; not where the application is in another JVM. */
    Application application() {
        return application;
    }

    /** The most that the heap of the other JVM can have. */
    long heap() {
        return fork().heap();
    }

    /** How many connections the gateway holds to the service; none where there is none. */
    int connectionsToService() {
        return service == null ? 0 : service.connections();
    }

    @Override
    public void close() throws Exception {
        if (here != null) {
            here.close();
        }
        if (there != null) {
            there.close();
        }
        if (service != null) {
            service.close();
        }
    }
}
