package io.hauberk.config;

import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.config.Configuration.Content;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.quota.Quota;
import io.hauberk.service.Service;
import io.hauberk.service.Services;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration in use, and how the next one takes over. */
final class Live implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hauberk.class);

    /** How long what is gone from the configuration still serves requests that began before. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Path file;
    private final Setup setup;
    private final Services services;
    private final Gateway gateway;
    private final Server server;
    private final ReloadMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Content content;
    private volatile List<Fault> faults;
    private final AtomicLong generation = new AtomicLong(1);

    // Guarded by lock.
    private Configuration current;
    private Sources newest;
    private List<Service> serving;
    private String suspect = "";
    private final Deque<Leaving> leaving = new ArrayDeque<>();

    private Live(Path file, Setup setup, Services services, Configuration first, Content content) {
        this.file = file;
        this.setup = setup;
        this.services = services;
        this.current = first;
        this.newest = first.sources();
        this.content = content;
        this.serving = content.services();
        this.faults = first.faults();
        this.gateway = content.gateway();
        this.server = content.server();
        this.meters = new ReloadMeters(setup.metrics(), this);
    }

    static Live load(Path file, Setup setup) {
        ServicesHolder holder = new ServicesHolder();
        Configuration first = new ConfigurationReader(file, setup, Kept.nothing(), holder::target).read();
        Content content = require(first);
        begin(file, first, content.identity());
        Services services = setup.services(content.identity(), content.switches());
        holder.services = services;
        try {
            services.replace(content.services());
        } catch (IllegalStateException | IllegalArgumentException e) {
            first.kept().closeUnless(Kept.nothing());
            services.close();
            throw new InvalidConfigurationException(
                    List.of(Fault.error(Place.of(file), String.valueOf(e.getMessage()))));
        }
        content.obey();
        begin(content.stores(), setup);
        content.gateway().start();
        first.faults().forEach(fault -> LOG.warn("{}", fault));
        return new Live(file, setup, services, first, content);
    }

    /** Puts stores to use; those that are in use go on. */
    private static void begin(List<Store> stores, Setup setup) {
        MeterRegistry metrics = setup.metrics();
        for (Store store : stores) {
            if (metrics != null) {
                store.bindTo(metrics);
            }
            store.start();
        }
    }

    /** What comes from files is there already; a source is waited for. */
    private static void begin(Path file, Configuration first, @Nullable Identity identity) {
        try {
            if (identity != null) {
                identity.begin();
            }
        } catch (IllegalArgumentException e) {
            first.kept().closeUnless(Kept.nothing());
            throw new InvalidConfigurationException(
                    List.of(Fault.error(Place.of(file), String.valueOf(e.getMessage()))));
        }
    }

    static List<Fault> validate(Path file, Setup setup) {
        Configuration read =
                new ConfigurationReader(file, setup, Kept.nothing(), name -> new ByName(() -> null, name)).read();
        read.kept().closeUnless(Kept.nothing());
        return read.faults();
    }

    static String explain(Path file, Setup setup, Request request) {
        Configuration read =
                new ConfigurationReader(file, setup, Kept.nothing(), name -> new ByName(() -> null, name)).read();
        try {
            return require(read).explainer().explain(request);
        } finally {
            read.kept().closeUnless(Kept.nothing());
        }
    }

    private static Content require(Configuration read) {
        Content content = read.content();
        if (content == null) {
            read.kept().closeUnless(Kept.nothing());
            throw new InvalidConfigurationException(read.faults());
        }
        return content;
    }

    /** Whether the files have changed, and have been the same for two looks; also closes what left long ago. */
    boolean changed() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            retire(false);
            String now = newest.asTheyAre();
            boolean settled = now.equals(suspect);
            suspect = now.equals(newest.asRead()) ? "" : now;
            return settled && !suspect.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reloads, unless somebody else has meanwhile. The next look may come before the thread for the last one has begun, and
     * would start a second one for the same change.
     */
    void reloadChanged() {
        lock.lock();
        try {
            if (!newest.asTheyAre().equals(newest.asRead())) {
                reload();
            }
        } finally {
            lock.unlock();
        }
    }

    List<Fault> reload() {
        lock.lock();
        try {
            suspect = "";
            Configuration next = new ConfigurationReader(
                            file, setup, current.kept(), name -> new ByName(() -> services, name))
                    .read();
            newest = next.sources();
            takeOver(next);
            return faults;
        } finally {
            lock.unlock();
        }
    }

    private void takeOver(Configuration next) {
        Content replacement = next.content();
        faults = next.faults();
        if (replacement != null && replacement.identity() != content.identity()) {
            faults = List.of(Fault.error(
                    Place.of(file),
                    "The identity block has changed, which needs a restart. Certificates rotate inside its files."));
            replacement = null;
        }
        if (replacement == null) {
            refuse(next);
            return;
        }
        try {
            gateway.operations().requireStores(replacement.stores());
            List<Service> all = withThoseThatLeave(replacement.services());
            services.replace(all);
            serving = all;
        } catch (IllegalStateException | IllegalArgumentException e) {
            faults = List.of(Fault.error(Place.of(file), String.valueOf(e.getMessage())));
            refuse(next);
            return;
        }
        begin(replacement.stores(), setup);
        gateway.replaceBy(replacement.gateway());
        replacement.obey();
        leaving.add(new Leaving(setup.ticker().nanos() + GRACE.toNanos(), current.kept(), next.kept()));
        current = next;
        content = replacement;
        generation.incrementAndGet();
        meters.accepted();
        LOG.info("Took over generation {} of {}.", generation, file);
        faults.forEach(fault -> LOG.warn("{}", fault));
        if (!server.equals(replacement.server().on(server.threads()))) {
            LOG.warn("The server block of {} has changed, which needs a restart.", file);
        }
    }

    private void refuse(Configuration next) {
        next.kept().closeUnless(current.kept());
        meters.refused();
        LOG.error("Kept generation {} of {}, since the new files cannot be used:", generation, file);
        faults.forEach(fault -> LOG.error("{}", fault));
    }

    /** The new services, and those of the old ones that requests under way may still call. */
    private List<Service> withThoseThatLeave(List<Service> next) {
        List<Service> all = new ArrayList<>(next);
        Set<String> names = new HashSet<>();
        next.forEach(service -> names.add(service.name()));
        for (Service old : serving) {
            if (!names.contains(old.name())) {
                all.add(old);
            }
        }
        return all;
    }

    /** Closes what has left long enough ago, or all of it. */
    private void retire(boolean all) {
        boolean any = false;
        while (!leaving.isEmpty()
                && (all || leaving.peek().until() - setup.ticker().nanos() <= 0)) {
            Leaving left = leaving.remove();
            left.kept().closeUnless(left.by());
            any = true;
        }
        if (any && !all && leaving.isEmpty()) {
            serving = content.services();
            services.replace(serving);
        }
    }

    Path file() {
        return file;
    }

    Gateway gateway() {
        return gateway;
    }

    Services services() {
        return services;
    }

    Server server() {
        return server;
    }

    @Nullable Identity identity() {
        return content.identity();
    }

    boolean refusesUnknownHosts() {
        return content.refusesUnknownHosts();
    }

    long generation() {
        return generation.get();
    }

    List<Fault> faults() {
        return faults;
    }

    List<Quota> quotas() {
        lock.lock();
        try {
            List<Quota> all = new ArrayList<>(current.kept().all(Quota.class));
            all.addAll(gateway.operations().quotas());
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    String explain(Request request) {
        return content.explainer().explain(request);
    }

    /** Lets the services end the calls that are under way, and closes them; whether all had ended. */
    boolean drain(Duration atMost) {
        return services.close(atMost);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            retire(true);
            services.close();
            current.kept().closeUnless(Kept.nothing());
            meters.close();
        } finally {
            lock.unlock();
        }
    }

    /** What is gone, and what replaced it. */
    private record Leaving(long until, Kept kept, Kept by) {}

    /** The services of a first load, which exist once the file has been read. */
    private static final class ServicesHolder {
        private volatile @Nullable Services services;

        Handler target(String name) {
            return new ByName(() -> services, name);
        }
    }
}
