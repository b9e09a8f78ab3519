package io.hauberk.okhttp.faults;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.service.Condition;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Three endpoints, one of which has the fault and is picked first, since its weight is a million times that of others. */
final class Stage implements AutoCloseable {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Fault.Node> nodes = new ArrayList<>();
    private final Mesh mesh;
    private @Nullable Watcher watcher;

    private int seenBefore;

    Stage(Fault fault, OutlierDetection detection, Path folder) throws IOException {
        this(fault, detection, folder, Times.LENIENT);
    }

    Stage(Fault fault, OutlierDetection detection, Path folder, Times times) throws IOException {
        this(fault, detection, folder, times, null);
    }

    /** One where all have the same weight, and this chooses among them. */
    Stage(Fault fault, OutlierDetection detection, Path folder, Balancer balancer) throws IOException {
        this(fault, detection, folder, Times.LENIENT, balancer);
    }

    private Stage(Fault fault, OutlierDetection detection, Path folder, Times times, @Nullable Balancer balancer)
            throws IOException {
        nodes.add(fault.start());
        nodes.add(Fault.good(fault.secure()));
        nodes.add(Fault.good(fault.secure()));
        List<Endpoint> endpoints = new ArrayList<>();
        for (Fault.Node node : nodes) {
            endpoints.add(Endpoint.parse(node.url()).weighing(balancer == null && endpoints.isEmpty() ? 1_000_000 : 1));
        }
        Path trust = folder.resolve("ca.crt");
        java.nio.file.Files.writeString(trust, Fault.AUTHORITY.pem());
        mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.discover(found -> watch(found, endpoints))
                                .retry(Retry.idempotent()
                                        .retries(2)
                                        .on(
                                                Condition.CONNECT_FAILURE,
                                                Condition.REFUSED_STREAM,
                                                Condition.RESET,
                                                Condition.GATEWAY_ERROR))
                                .balance(balancer == null ? Balancer.leastRequest() : balancer)
                                .connectTimeout(times.connect)
                                .attemptTimeout(fault.slow() ? times.slowAttempt : times.attempt)
                                .timeout(times.call)
                                .idleTimeout(fault.slow() ? times.slowAttempt : times.connect)
                                .outlierDetection(detection)
                                .tls(fault.secure() ? Tls.server().trust(trust) : Tls.off()))
                .build();
    }

    /** How long what may take. */
    record Times(Duration connect, Duration slowAttempt, Duration attempt, Duration call) {
        /** Where time is not the fault, a busy machine may take its own. */
        static final Times LENIENT = lenient(1);
        /** As a user would set them: 300 ms for each attempt, 2 s for all. */
        static final Times STRICT =
                new Times(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(2));

        /** Those where it is the fault are so many times as long. */
        static Times lenient(int scale) {
            Duration much = Duration.ofSeconds(60);
            return new Times(much, Duration.ofMillis(600L * scale), much, Duration.ofMinutes(2));
        }
    }

    private Discovery.Watch watch(Watcher found, List<Endpoint> endpoints) {
        watcher = found;
        found.found(endpoints);
        return () -> {};
    }

    Watcher registry() {
        return java.util.Objects.requireNonNull(watcher);
    }

    Mesh mesh() {
        return mesh;
    }

    /** From now on the one with the fault is looked at anew. */
    void begin() {
        seenBefore = nodes.get(0).requests().getAsInt();
    }

    int seenByFaulty() {
        return nodes.get(0).requests().getAsInt() - seenBefore;
    }

    int seenByOthers() {
        return nodes.get(1).requests().getAsInt() + nodes.get(2).requests().getAsInt();
    }

    double attempts(String... tags) {
        return counted("hauberk.mesh.attempts", tags);
    }

    double ejections(String... tags) {
        return counted("hauberk.mesh.ejections", tags);
    }

    double endpoints(String state) {
        return meters.get("hauberk.mesh.endpoints").tag("state", state).gauge().value();
    }

    private double counted(String meter, String... tags) {
        return meters.find(meter).tags(tags).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    @Override
    public void close() throws Exception {
        mesh.close();
        for (Fault.Node node : nodes) {
            node.closing().close();
        }
    }
}
