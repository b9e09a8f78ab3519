package io.hauberk.benchmarks.e2e;

import io.hauberk.benchmarks.Tokens;
import io.hauberk.benchmarks.e2e.Gate.Round;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sends the same load through several gateways, in turn, round after round, and prints how they compare. Each is a
 * process of its own on the first core; the upstream and the load share the second.
 */
public final class Rig implements AutoCloseable {
    static final String PUBLIC_KEY = "key.pem";

    private static final String PACKAGE = Rig.class.getPackageName() + ".";
    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int CALLERS = 100;

    private static final List<String> JVM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms512m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:ActiveProcessorCount=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    private final Path folder;
    private final Set<String> wanted;
    private final boolean pinned;
    private final Path keys;
    private final Path tokens;
    private final List<Child> children = new ArrayList<>();
    private final Map<String, Gate> gates = new LinkedHashMap<>();

    private Rig(Path folder, Set<String> wanted) throws IOException {
        this.folder = folder;
        this.wanted = wanted;
        this.pinned = Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
        Tokens issuer = Tokens.shared();
        this.keys = Files.writeString(folder.resolve("keys.json"), issuer.keys().toString());
        Files.writeString(folder.resolve(PUBLIC_KEY), issuer.pem());
        this.tokens = Files.write(
                folder.resolve("tokens"),
                IntStream.range(0, CALLERS)
                        .mapToObj(i -> issuer.token("caller" + i))
                        .toList());
    }

    /**
     * {@code FOLDER WARMUP-SECONDS ROUNDS SECONDS CONNECTIONS [GATE...]}; the folder takes files that the processes read.
     * Without gates all are measured; {@code bare}, which the others are compared with, always is.
     */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        int[] numbers = Arrays.stream(args, 1, 5).mapToInt(Integer::parseInt).toArray();
        try (Rig rig = new Rig(folder, Set.of(Arrays.copyOfRange(args, 5, args.length)))) {
            rig.start();
            rig.run(numbers[0], numbers[1], numbers[2], numbers[3]);
            rig.report(folder.resolve("e2e.json"));
        }
    }

    private void start() throws IOException {
        Child upstream = child("1", java("Upstream"));
        gate("bare", FEW, () -> front("bare", upstream, FEW));
        gate("forward", FEW, () -> front("forward", upstream, FEW));
        gate("full", FEW, () -> front("full", upstream, FEW));
        gate("full-10k", MANY, () -> front("full", upstream, MANY));
        gate("proxy-handler", FEW, () -> front("proxy-handler", upstream, FEW));
        if (Haproxy.there()) {
            gate("haproxy", FEW, () -> haproxy("haproxy", upstream, false));
            gate("haproxy-full", FEW, () -> haproxy("haproxy-full", upstream, true));
        } else {
            System.out.println("HAProxy is not installed, so nothing is compared with it.");
        }
        String spring = System.getProperty("hauberk.bench.scg");
        if (spring != null) {
            gate("scg-full", FEW, () -> springCloudGateway(spring, upstream));
        } else {
            System.out.println("Spring Cloud Gateway was not built, so nothing is compared with it.");
        }
        if (!pinned) {
            System.out.println("There is one core, or no taskset: the processes share what there is.");
        }
    }

    private void gate(String name, int routes, Start start) throws IOException {
        if (wanted.isEmpty() || wanted.contains(name) || name.equals("bare")) {
            gates.put(name, new Gate(name, routes, start.child()));
        }
    }

    private interface Start {
        Child child() throws IOException;
    }

    private Child front(String name, Child upstream, int routes) throws IOException {
        List<String> command = java("Front");
        command.addAll(List.of(name, Integer.toString(upstream.port()), Integer.toString(routes), keys.toString()));
        return child("0", command);
    }

    private Child haproxy(String name, Child upstream, boolean chain) throws IOException {
        int port = freePort();
        List<String> command = Haproxy.command(folder, name, port, upstream.port(), FEW, chain);
        Child child = Child.foreign(on("0", command), port);
        children.add(child);
        return child;
    }

    private Child springCloudGateway(String classPath, Child upstream) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(JVM);
        command.addAll(List.of(
                "-cp",
                classPath,
                "io.hauberk.benchmarks.scg.Peer",
                Integer.toString(port),
                Integer.toString(upstream.port()),
                Integer.toString(FEW),
                folder.resolve(PUBLIC_KEY).toString(),
                Tokens.AUDIENCE));
        Child child = Child.foreign(on("0", command), port);
        children.add(child);
        return child;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static List<String> java(String type) {
        List<String> command = new ArrayList<>(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PACKAGE + type));
        return command;
    }

    private Child child(String core, List<String> command) throws IOException {
        Child child = Child.start(on(core, command));
        children.add(child);
        return child;
    }

    private List<String> on(String core, List<String> command) {
        if (!pinned) {
            return command;
        }
        List<String> all = new ArrayList<>(List.of("taskset", "-c", core));
        all.addAll(command);
        return all;
    }

    private void run(int warmUpSeconds, int rounds, int seconds, int connections) throws IOException {
        List<String> command = java("Load");
        command.add(tokens.toString());
        Child load = child("1", command);
        for (Gate gate : gates.values()) {
            // The first requests find keys that are not read yet, and HAProxy perhaps not listening.
            gate.child().awaitListening();
            gate.warmUp(load, 1000 * warmUpSeconds, connections);
        }
        for (int i = 0; i < rounds; i++) {
            for (Gate gate : gates.values()) {
                gate.run(load, 500, connections);
                gate.note(gate.run(load, 1000 * seconds, connections));
            }
        }
    }

    private void report(Path json) throws IOException {
        Gate bare = gates.values().iterator().next();
        System.out.printf(
                "%-15s %8s %8s %12s %8s %8s %8s %9s %7s %9s %8s%n",
                "end to end",
                "rps",
                "of bare",
                "CPU ms/1000",
                "of bare",
                "p50 us",
                "p99 us",
                "bytes/req",
                "warm s",
                "ready ms",
                "RSS MB");
        StringBuilder all = new StringBuilder("[");
        for (Gate gate : gates.values()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-15s %,8.0f %7.2fx %12.1f %7.2fx %8.0f %8.0f %,9.0f %7d %9d %8d%n",
                    gate.name(),
                    gate.median(Round::rate),
                    gate.ratio(bare, Round::rate),
                    gate.median(Round::cpu),
                    gate.ratio(bare, Round::cpu),
                    gate.median(Round::p50),
                    gate.median(Round::p99),
                    gate.median(Round::bytes),
                    gate.warm(),
                    gate.child().readyMillis(),
                    gate.child().residentMegabytes());
            all.append(all.length() == 1 ? "\n" : ",\n").append(gate.json());
        }
        Files.writeString(json, all.append("\n]\n"));
        System.out.println();
        new Aims(gates).lines().forEach(System.out::println);
    }

    @Override
    public void close() {
        children.forEach(Child::close);
    }
}
