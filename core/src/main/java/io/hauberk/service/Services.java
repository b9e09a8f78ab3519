package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.Filter;
import io.hauberk.killswitch.Switchboard;
import io.hauberk.killswitch.Switches;
import io.hauberk.service.ServiceHandler.Running;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that we call, by name. Thread-safe. {@link #replace} swaps them all at once: what is equal stays as it is,
 * with its transport and its counters; of what changed, the endpoints that stay keep their state.
 */
public final class Services implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Services.class);

    /** How often it is looked whether calls have ended. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Function<Service, Transport> transports;
    private final Commons commons;
    private final boolean ownSwitches;
    private final Supply.Timer timer;
    private final CheckThreads checkThreads = new CheckThreads();
    private final Supply.Timer checkTimer;
    private final Executor checks;
    private final HedgeTimer hedges;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<String, ServiceHandler> handlers = Map.of();

    // Guarded by the lock: also those that went, so that they can come back as the same handlers.
    private final Map<String, ServiceHandler> all = new HashMap<>();
    private boolean closed;

    Services(ServicesBuilder builder) {
        this.transports = builder.transports;
        HedgeTimer given = builder.hedges;
        this.hedges = given == null ? new HedgeThreads() : given;
        Switches shared = builder.switches;
        this.ownSwitches = shared == null;
        Switches switches = shared == null ? Switches.system() : shared;
        this.commons = new Commons(
                builder.metrics,
                builder.ticker,
                builder.sleeper,
                builder.clock,
                builder.random,
                hedges,
                switches,
                this::find);
        this.timer = builder.timer == null ? new DiscoveryThreads() : builder.timer;
        this.checkTimer = builder.checkTimer == null ? checkThreads : builder.checkTimer;
        this.checks = builder.checks == null ? checkThreads : builder.checks;
    }

    /** Services that send by the transports given; without any service yet. */
    public static ServicesBuilder builder(Function<Service, Transport> transports) {
        return new ServicesBuilder(transports);
    }

    /**
     * Makes these the services, and no others. Discoveries begin at once, before anybody calls; nothing waits for them.
     *
     * @throws IllegalArgumentException if a service contradicts itself, or two have one name; then nothing changes
     * @throws IllegalStateException if it was closed
     */
    public void replace(Collection<Service> services) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("These services were closed. Build new ones.");
            }
            Map<String, Service> wanted = checked(services);
            Map<String, Transport> opened = open(wanted);
            Map<String, ServiceHandler> next = new LinkedHashMap<>();
            wanted.forEach((name, service) -> next.put(name, start(service, opened.get(name))));
            Map<String, ServiceHandler> before = handlers;
            handlers = Map.copyOf(next);
            before.forEach((name, handler) -> {
                if (!next.containsKey(name)) {
                    stop(handler);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private static Map<String, Service> checked(Collection<Service> services) {
        Map<String, Service> byName = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (Service service : services) {
            if (byName.putIfAbsent(service.name(), service) != null) {
                faults.add("There are two services of the name " + service.name() + ". Rename one of them.");
            }
            faults.addAll(service.faults());
        }
        byName.values().forEach(service -> faults.addAll(Contradictions.fallback(service, byName)));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", faults));
        }
        return byName;
    }

    /** The transports of what is new or changed; all or none. */
    private Map<String, Transport> open(Map<String, Service> wanted) {
        Map<String, Transport> opened = new HashMap<>();
        try {
            wanted.forEach((name, service) -> {
                if (!runs(service)) {
                    opened.put(name, transports.apply(service));
                }
            });
        } catch (RuntimeException e) {
            opened.values().forEach(Transport::close);
            throw e;
        }
        return opened;
    }

    private boolean runs(Service service) {
        ServiceHandler handler = handlers.get(service.name());
        return handler != null && handler.running() != null && handler.service().equals(service);
    }

    private ServiceHandler start(Service service, @Nullable Transport transport) {
        ServiceHandler handler = all.computeIfAbsent(service.name(), name -> new ServiceHandler(service));
        if (transport == null) {
            return handler;
        }
        Running before = handler.running();
        Supply supply = before == null ? new Supply(service, commons, timer, checkTimer, checks) : before.supply();
        CallChain chain = new CallChain(service, supply.pool(), supply.meters(), commons);
        if (before == null) {
            supply.meters().show(handler, "hauberk.retry.budget", null, ServiceHandler::budget);
        }
        show(service, handler, supply.meters());
        show(service.filters());
        service.warnings().forEach(log::warn);
        supply.follow(service);
        supply.check(service, transport);
        handler.run(new Running(chain, transport, supply));
        if (before != null) {
            before.transport().close();
        }
        return handler;
    }

    private void show(List<Filter> filters) {
        for (Filter filter : filters) {
            if (filter.unshadowed() instanceof MeterBinder binder) {
                binder.bindTo(commons.metrics());
            }
        }
    }

    private static void show(Service service, ServiceHandler handler, ServiceMeters meters) {
        if (service.circuitBreaker() != null) {
            meters.show(handler, "hauberk.circuit.state", null, h -> h.guards(Guards::circuitState));
        }
        Limits limits = service.limits();
        if (limits != null && limits.requests() > 0) {
            meters.show(handler, "hauberk.mesh.limits", "active", h -> h.guards(Guards::active));
            meters.show(handler, "hauberk.mesh.limits", "pending", h -> h.guards(Guards::pending));
        }
        if (limits != null && limits.perEndpoint() > 0) {
            meters.show(handler, "hauberk.mesh.limits", "full", ServiceHandler::full);
        }
    }

    private static void stop(ServiceHandler handler) {
        Running last = handler.running();
        handler.stop();
        if (last != null) {
            last.supply().close();
            last.transport().close();
        }
    }

    /**
     * The service of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public ServiceHandler handler(String name) {
        ServiceHandler handler = find(name);
        if (handler == null) {
            throw new IllegalArgumentException("There is no service \"" + name + "\""
                    + (names().isEmpty()
                            ? ", nor any other."
                            : ". There are " + String.join(", ", new TreeSet<>(names())) + "."));
        }
        return handler;
    }

    /** The service of that name, or null. One look-up in a hash table. */
    public @Nullable ServiceHandler find(String name) {
        return handlers.get(name);
    }

    /** The names. */
    public Set<String> names() {
        return handlers.keySet();
    }

    /** What can be switched off: the filters of the services there are, as {@code services/NAME/FILTER}, and policies. */
    public Switchboard switchboard() {
        Switchboard board = new Switchboard(commons.switches());
        for (ServiceHandler handler : handlers.values()) {
            Service service = handler.service();
            service.filters().forEach(filter -> board.add(Switchboard.ofService(service.name()), null, filter));
        }
        return board;
    }

    /** The kill switches that they obey. */
    public Switches switches() {
        return commons.switches();
    }

    /** Where they count. */
    public MeterRegistry metrics() {
        return commons.metrics();
    }

    /**
     * Makes services ready to be called: waits for their endpoints, and opens connections. Blocks until all are warm, at
     * most as long as each service's {@link WarmUp} says. May be called again.
     *
     * @param others what is done for services that say nothing; null for nothing
     * @param over what connections are opened by; null for each service's own transport
     * @return what is not as it should be, in sentences; empty where all is well
     */
    public List<String> warmUp(@Nullable WarmUp others, @Nullable Transport over) {
        List<Warming> all = new ArrayList<>();
        Map<String, ServiceHandler> now = handlers;
        CountDownLatch done = new CountDownLatch(now.size());
        long longest = 0;
        for (ServiceHandler handler : now.values()) {
            Running running = handler.running();
            WarmUp own = handler.service().warmUp();
            WarmUp wanted = own == null ? others : own;
            if (wanted == null || !wanted.on() || running == null) {
                done.countDown();
                continue;
            }
            longest = Math.max(longest, wanted.timeout().toNanos());
            Warming warming = new Warming(running, wanted, over, commons, done);
            all.add(warming);
            checks.execute(warming);
        }
        try {
            boolean inTime = done.await(longest, TimeUnit.NANOSECONDS);
            log.debug("Services are warm: {}", inTime);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all.stream().map(Warming::fault).filter(Objects::nonNull).toList();
    }

    /**
     * Takes no calls any more, waits until those under way have ended, bodies included, and then closes. Blocks, at most
     * so long.
     *
     * @return whether all of them had ended
     */
    public boolean close(Duration atMost) {
        Deadline end = Deadline.after(atMost, commons.ticker());
        Collection<ServiceHandler> now = handlers.values();
        now.forEach(ServiceHandler::leave);
        boolean idle = idle(now);
        try {
            while (!idle && !end.passed()) {
                commons.sleeper().sleep(LOOK);
                idle = idle(now);
            }
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
        }
        close();
        return idle;
    }

    private static boolean idle(Collection<ServiceHandler> all) {
        return all.stream().allMatch(ServiceHandler::idle);
    }

    /** Ends all discoveries and closes all transports. Calls under way end by themselves; later ones are refused. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            handlers.values().forEach(Services::stop);
            handlers = Map.of();
            checkThreads.close();
            if (ownSwitches) {
                commons.switches().close();
            }
            if (timer instanceof DiscoveryThreads threads) {
                threads.close();
            }
            if (hedges instanceof HedgeThreads threads) {
                threads.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return new TreeSet<>(names()).toString();
    }
}
