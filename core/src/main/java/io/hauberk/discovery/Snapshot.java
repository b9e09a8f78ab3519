package io.hauberk.discovery;

import io.hauberk.json.Plain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A discovery whose last good answer is kept in a file. Where it fails before it has ever answered, or has not answered
 * within two seconds, the endpoints of the file are used and shown as stale until it does; so a service starts while its
 * registry is down. Made by {@link Discovery#snapshot}. Immutable, thread-safe.
 *
 * <p>The file is replaced as a whole, and only its owner may read and write it. A file that cannot be read, is of another
 * service or too old is left alone, with a line in the log; so is one that cannot be written: discovery goes on.
 */
public final class Snapshot implements Discovery {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** How often an answer that did not change is written again, for its time. */
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private final Discovery discovery;
    private final SnapshotFile file;
    private final @Nullable Duration maxAge;
    private final InstantSource clock;

    private Snapshot(Discovery discovery, SnapshotFile file, @Nullable Duration maxAge, InstantSource clock) {
        this.discovery = discovery;
        this.file = file;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    static Snapshot of(Discovery discovery, Path path) {
        if (discovery.known() != null) {
            throw new IllegalArgumentException("Endpoints that are known beforehand need no snapshot. Leave it out.");
        }
        return new Snapshot(discovery, new SnapshotFile(path), null, InstantSource.system());
    }

    /** Does not use a file that is older than that. Default: of whatever age. */
    public Snapshot maxAge(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("A snapshot may have some age, but maxAge is " + maxAge + ".");
        }
        return new Snapshot(discovery, file, maxAge, clock);
    }

    /** Tells the time of a snapshot by this clock. Default: the machine's. */
    public Snapshot clock(InstantSource clock) {
        return new Snapshot(discovery, file, maxAge, clock);
    }

    Snapshot in(SnapshotFile file) {
        return new Snapshot(discovery, file, maxAge, clock);
    }

    @Override
    public Watch watch(Watcher watcher) {
        Keeper keeper = new Keeper(watcher);
        Watch watch = discovery.watch(keeper);
        watcher.later(PATIENCE, keeper::recall);
        return watch;
    }

    @Override
    public @Nullable String scheme() {
        return discovery.scheme();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Snapshot that
                && discovery.equals(that.discovery)
                && file.equals(that.file)
                && Objects.equals(maxAge, that.maxAge);
    }

    @Override
    public int hashCode() {
        return Objects.hash(discovery, file, maxAge);
    }

    @Override
    public String toString() {
        return discovery.toString();
    }

    /** Stands between the discovery and who watches: keeps what passes, and recalls it where nothing does. */
    private final class Keeper implements Watcher {
        private final Watcher watcher;

        // Guarded by this.
        private List<Endpoint> newest = List.of();
        private List<Endpoint> written = List.of();
        private @Nullable Instant writtenAt;
        private boolean writing;
        private boolean recalled;
        private boolean troubled;

        Keeper(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void found(List<Endpoint> endpoints) {
            watcher.found(endpoints);
            if (endpoints.isEmpty()) {
                recall();
            } else if (due(endpoints)) {
                watcher.later(Duration.ZERO, this::write);
            }
        }

        @Override
        public void failed(Exception cause) {
            recall();
            watcher.failed(cause);
        }

        private synchronized boolean due(List<Endpoint> endpoints) {
            newest = List.copyOf(endpoints);
            recalled = true;
            boolean fresh = writtenAt != null
                    && Duration.between(writtenAt, clock.instant()).compareTo(REFRESH) < 0;
            boolean due = !writing && !(fresh && same(endpoints, written));
            writing |= due;
            return due;
        }

        private void write() {
            List<Endpoint> endpoints;
            synchronized (this) {
                endpoints = newest;
                writing = false;
            }
            Instant now = clock.instant();
            boolean failed = false;
            try {
                file.write(watcher.service(), endpoints, now);
            } catch (IOException | RuntimeException e) {
                failed = true;
                if (!troubled()) {
                    log.warn(
                            "Service {}: its endpoints could not be kept in {}, so a start while the registry is down would find none: {}",
                            watcher.service(),
                            file,
                            Plain.text(e));
                }
            }
            synchronized (this) {
                troubled = failed;
                written = endpoints;
                writtenAt = now;
            }
        }

        private synchronized boolean troubled() {
            return troubled;
        }

        /** Once, and only before the first answer. */
        private void recall() {
            synchronized (this) {
                if (recalled) {
                    return;
                }
                recalled = true;
            }
            try {
                SnapshotFile.Kept kept = file.read(watcher.service());
                if (kept == null) {
                    return;
                }
                Instant now = clock.instant();
                if (maxAge != null && Duration.between(kept.at(), now).compareTo(maxAge) > 0) {
                    log.warn(
                            "Service {}: the endpoints in {} are of {}, too old to be used.",
                            watcher.service(),
                            file,
                            kept.at());
                    return;
                }
                watcher.recalled(kept.endpoints(), kept.at());
            } catch (IOException | RuntimeException e) {
                log.warn(
                        "Service {}: the endpoints in {} cannot be used: {}",
                        watcher.service(),
                        file,
                        Plain.text(e.getMessage()));
            }
        }

        @Override
        public String service() {
            return watcher.service();
        }

        @Override
        public String scheme() {
            return watcher.scheme();
        }

        @Override
        public void recalled(List<Endpoint> endpoints, Instant at) {
            watcher.recalled(endpoints, at);
        }

        @Override
        public void later(Duration delay, Runnable task) {
            watcher.later(delay, task);
        }

        @Override
        public void apart(Duration delay, Runnable task) {
            watcher.apart(delay, task);
        }

        @Override
        public double jitter() {
            return watcher.jitter();
        }
    }

    private static boolean same(List<Endpoint> some, List<Endpoint> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).same(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
