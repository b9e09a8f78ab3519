package io.hauberk.service;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Member.State;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where the endpoints of one service come from: the discovery that is followed now, and the pool that it feeds. Changed
 * by one thread at a time.
 */
final class Supply {
    /** Many that went one after the other are forgotten together. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Pool pool;
    private final ServiceMeters meters;
    private final Commons commons;
    private final Timer timer;
    private final Findings findings = new Findings();
    private final Checks checks;
    private final AtomicBoolean releasing = new AtomicBoolean();
    private @Nullable Watching watching;

    Supply(Service service, Commons commons, Timer timer, Timer checkTimer, Executor checkThreads) {
        this.commons = commons;
        this.timer = timer;
        this.meters = new ServiceMeters(commons.metrics(), service.name());
        this.pool = new Pool(service, new Chance(commons.random()), meters);
        this.checks = new Checks(pool, meters, commons, checkTimer, checkThreads);
        meters.show(pool, ServiceMeters.ACTIVE, null, Pool::active);
        meters.show(pool, "hauberk.mesh.endpoints", "healthy", p -> p.count(Member::in));
        meters.show(pool, "hauberk.mesh.endpoints", "resting", p -> p.count(State.RESTING));
        meters.show(pool, "hauberk.mesh.endpoints", "ejected", p -> p.count(State.EJECTED));
        show(service.name());
    }

    private void show(String name) {
        meters.show(pool, "hauberk.mesh.endpoints", "unhealthy", p -> p.count(Member::sick));
        meters.show(
                findings,
                "hauberk.discovery.age",
                null,
                f -> f.age(commons.ticker().nanos()));
        meters.show(findings, "hauberk.discovery.endpoints", null, Findings::endpoints);
        meters.show(findings, "hauberk.discovery.stale", null, Findings::stale);
        meters.show(pool, "hauberk.discovery.remembered", null, Pool::countAway);
        meters.show(timer, "hauberk.discovery.waiting", null, t -> t.isWaiting(name) ? 1 : 0);
    }

    Commons commons() {
        return commons;
    }

    Timer timer() {
        return timer;
    }

    Findings findings() {
        return findings;
    }

    Pool pool() {
        return pool;
    }

    ServiceMeters meters() {
        return meters;
    }

    /** Goes by this service from now on. A watch for the same discovery goes on; what it found stays either way. */
    void follow(Service service) {
        pool.follow(service, commons.ticker().nanos());
        Discovery discovery = Objects.requireNonNull(service.discovery(), "discovery");
        Watching before = watching;
        if (before != null && before.follows(discovery, service.scheme())) {
            return;
        }
        if (before != null) {
            before.close();
        }
        Watching now = new Watching(this, service.name(), service.scheme(), discovery);
        watching = now;
        now.begin();
    }

    /** These are the endpoints now. */
    void found(List<Endpoint> endpoints) {
        meters.returned(pool.found(endpoints, commons.ticker().nanos()));
        release();
    }

    /** Forgets endpoints that have been gone for long, now and whenever there are more. */
    private void release() {
        long wait = pool.release(commons.ticker().nanos());
        if (wait >= 0 && releasing.compareAndSet(false, true)) {
            timer.later(Duration.ofNanos(Math.max(wait, SHORTEST.toNanos())), () -> {
                releasing.set(false);
                release();
            });
        }
    }

    /** Checks the health of endpoints as this service says, over this transport, which forgets those that are gone. */
    void check(Service service, Transport transport) {
        pool.onGone(transport::forget);
        checks.follow(service, transport);
    }

    void close() {
        checks.stop();
        Watching last = watching;
        if (last != null) {
            last.close();
        }
        meters.close();
    }

    /** Does what has to be done later. */
    @FunctionalInterface
    interface Timer {
        void later(Duration delay, Runnable task);

        /** On a thread of its own. */
        default void apart(String service, Duration delay, Runnable task) {
            later(delay, task);
        }

        /** Whether a task of that service waits for a thread of its own, since there are too many. */
        default boolean isWaiting(String service) {
            return false;
        }
    }
}
