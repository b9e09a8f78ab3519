package io.hauberk.config;

import io.hauberk.Request;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.quota.Quota;
import io.hauberk.service.Services;
import io.hauberk.timer.Periodic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A gateway and the services behind it, from a YAML file that is watched.
 *
 * <pre>{@code
 * try (Hauberk hauberk = Hauberk.load(Path.of("hauberk.yaml"))) {
 *     HauberkFilter.install(servletContext, hauberk.gateway());
 * }
 * }</pre>
 *
 * <p>The whole file, with what it includes and refers to, is validated before any of it is used. When it changes, the new
 * one is validated in the same way and then takes over in one step: {@link #gateway()} and {@link #services()} stay the
 * same objects, requests under way finish on what they began with. A new file with faults changes nothing; it is reported
 * in the log, by {@link #faults()} and by the counter {@code hauberk.config.reload}.
 *
 * <p>Filters and services whose name and parameters are equal in the old file and the new one keep their state: counters,
 * key sets, connections. A policy is named by its name, another filter by its route; whether a filter is in shadow mode
 * is no parameter of it.
 *
 * <p>Thread-safe. Loading blocks while files are read; it waits for no network.
 */
public final class Hauberk implements AutoCloseable {
    private final Live live;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final @Nullable Periodic watch;

    private Hauberk(Live live, @Nullable Duration every) {
        this.live = live;
        this.watch = every == null ? null : Periodic.every(every, this::look);
    }

    private void look() {
        if (live.changed()) {
            // Not here: the timer's thread is shared, and reading may take long.
            Thread reload = new Thread(live::reloadChanged, "hauberk-reload");
            reload.setDaemon(true);
            reload.start();
        }
    }

    /**
     * Loads a file, and watches it from then on.
     *
     * @throws InvalidConfigurationException if it has faults, with all of them
     */
    public static Hauberk load(Path file) {
        return loader(file).load();
    }

    /** How to load a file, with more to say about it. */
    public static Loader loader(Path file) {
        return Loader.of(file);
    }

    /** What is wrong with a file, and what is doubtful, sorted by line; empty if nothing is. Starts nothing. */
    public static List<Fault> validate(Path file) {
        return loader(file).validate();
    }

    /** The gateway; the same object for ever, whatever changes in it. */
    public Gateway gateway() {
        return live.gateway();
    }

    /** The services; the same object for ever, whatever changes in it. */
    public Services services() {
        return live.services();
    }

    /** The {@code server} block as it was loaded first; changes to it need a restart. */
    public Server server() {
        return live.server();
    }

    /** Who this service is, or null where the file does not say. */
    public @Nullable Identity identity() {
        return live.identity();
    }

    /** Whether calls to hosts that are no service are refused: {@code egress: refuse}. */
    public boolean refusesUnknownHosts() {
        return live.refusesUnknownHosts();
    }

    /** 1 for the configuration that was loaded first, and one more for each that took over. */
    public long generation() {
        return live.generation();
    }

    /** What was found in the newest files: errors if they were not taken over, else warnings only. */
    public List<Fault> faults() {
        return live.faults();
    }

    /**
     * Reads the files now, whether or not they have changed, and takes them over if they have no error. Blocks for as long
     * as that takes.
     *
     * @return what was found, as {@link #faults()}
     */
    public List<Fault> reload() {
        return live.reload();
    }

    /**
     * Says, in text for people, which route and which filters a request would meet, and why. Runs no filter and calls
     * nobody.
     */
    public String explain(Request request) {
        return live.explain(request);
    }

    /**
     * Lets the services take no calls any more, waits until those under way have ended, bodies included, and then closes.
     * Blocks, at most so long. Meant for when no requests come in any more: those that still do are refused by the services
     * they go to (503 {@code closing}). Does nothing the second time.
     *
     * @return whether all of them had ended
     */
    public boolean close(Duration atMost) {
        if (closed.get()) {
            return true;
        }
        if (watch != null) {
            watch.close();
        }
        boolean idle = live.drain(atMost);
        close();
        return idle;
    }

    /** The quotas of the configuration in use, those of plans, services and annotations included, to look at and to reset. */
    public List<Quota> quotas() {
        return live.quotas();
    }

    /** Ends the watch, and closes what the configuration holds. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (watch != null) {
                watch.close();
            }
            live.close();
        }
    }

    @Override
    public String toString() {
        return "generation " + generation() + " of " + live.file();
    }

    /** What there is to say about loading besides the file. Immutable. */
    public static final class Loader {
        private static final Duration EVERY = Duration.ofMillis(500);

        private final Path file;
        private final Setup setup;
        private final @Nullable Duration every;

        private Loader(Path file, Setup setup, @Nullable Duration every) {
            this.file = Objects.requireNonNull(file);
            this.setup = setup;
            this.every = every;
        }

        private static Loader of(Path file) {
            return new Loader(file, Setup.system(), EVERY);
        }

        /** Where to count. Default: nowhere. */
        public Loader metrics(io.micrometer.core.instrument.MeterRegistry registry) {
            return new Loader(file, setup.metrics(registry), every);
        }

        /** How often to look whether the files have changed. Default: twice a second. */
        public Loader watching(Duration every) {
            return new Loader(file, setup, every);
        }

        /** Does not watch: what changes counts when {@link Hauberk#reload} is called. */
        public Loader unwatched() {
            return new Loader(file, setup, null);
        }

        Loader with(Setup setup) {
            return new Loader(file, setup, every);
        }

        Setup setup() {
            return setup;
        }

        /**
         * Loads the file.
         *
         * @throws InvalidConfigurationException if it has faults, with all of them
         */
        public Hauberk load() {
            return new Hauberk(Live.load(file, setup), every);
        }

        /** What is wrong with the file; see {@link Hauberk#validate}. */
        public List<Fault> validate() {
            return Live.validate(file, setup);
        }

        /**
         * What a request would meet; see {@link Hauberk#explain}. Starts nothing.
         *
         * @throws InvalidConfigurationException if the file has faults, with all of them
         */
        public String explain(Request request) {
            return Live.explain(file, setup, request);
        }
    }
}
