package io.hauberk.benchmarks.sidecar;

import io.hauberk.benchmarks.e2e.Child;
import io.hauberk.benchmarks.e2e.WarmUp;
import io.hauberk.benchmarks.sidecar.Way.Round;
import io.hauberk.testkit.ThrowawayAuthority;
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

/**
 * Sends the same calls on several ways, in turn, round after round, and prints how they compare: plain, over mutual TLS,
 * through the mesh with mutual TLS, and through pairs of sidecars. The service, its answer and the caller's OkHttp are the
 * same each time.
 */
public final class SidecarRig implements AutoCloseable {
    private static final String PACKAGE = SidecarRig.class.getPackageName() + ".";
    private static final String ONE = "one at a time";
    private static final String MANY = "32 at a time";
    private static final int THREADS = 32;
    /** Rounds that do not count: while others were warmed up, what was compiled is partly given up again. */
    private static final int FORGOTTEN = 2;

    private final Path folder;
    private final Path callerCertificates;
    private final Path serviceCertificates;
    private final boolean pinned =
            Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    private final List<Child> children = new ArrayList<>();
    private final Map<String, Way> ways = new LinkedHashMap<>();

    private SidecarRig(Path folder) throws IOException {
        this.folder = folder;
        ThrowawayAuthority authority = ThrowawayAuthority.create();
        callerCertificates = folder.resolve("caller");
        serviceCertificates = folder.resolve("service");
        authority.issue("caller", "localhost", "spiffe://shop/caller").writeTo(callerCertificates);
        authority.issue("orders", "localhost", "spiffe://shop/orders").writeTo(serviceCertificates);
    }

    /** {@code FOLDER WARMUP-SECONDS ROUNDS SECONDS}; the folder takes files that the processes read. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        int[] numbers = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
        try (SidecarRig rig = new SidecarRig(folder)) {
            rig.start();
            rig.run(numbers[0], numbers[1], numbers[2]);
            rig.report(folder.resolve("sidecars.json"));
        }
    }

    private void start() throws IOException {
        direct("plain", "plain", "plain");
        direct("mtls", "mtls", "mtls");
        direct("mesh", "mesh", "mtls");
        direct("mesh+chain", "mesh", "hauberk");
        for (Sidecars sidecars : Sidecars.values()) {
            String name = sidecars.name().toLowerCase(Locale.ROOT);
            if (sidecars.there()) {
                pair(name, sidecars);
            } else {
                System.out.println(name + " is not installed, so nothing is compared with a pair of it.");
            }
        }
        if (!pinned) {
            System.out.println("There is one core, or no taskset: the processes share what there is.");
        }
    }

    private void direct(String name, String caller, String service) throws IOException {
        Child called = child("1", java("Service", service, serviceCertificates.toString()));
        Child calling = child("0", java("Caller", caller, port(called), callerCertificates.toString()));
        ways.put(name, new Way(name, calling, List.of(called)));
    }

    private void pair(String name, Sidecars sidecars) throws IOException {
        Child called = child("1", java("Service", "plain", serviceCertificates.toString()));
        Child inbound = sidecar("1", sidecars, false, called.port(), serviceCertificates);
        Child outbound = sidecar("0", sidecars, true, inbound.port(), callerCertificates);
        Child calling = child("0", java("Caller", "plain", port(outbound), callerCertificates.toString()));
        ways.put(name, new Way(name, calling, List.of(called, inbound, outbound)));
    }

    private static String port(Child child) {
        return Integer.toString(child.port());
    }

    private Child sidecar(String core, Sidecars sidecars, boolean outbound, int to, Path certificates)
            throws IOException {
        int port = freePort();
        Child child = Child.foreign(on(core, sidecars.command(folder, outbound, port, to, certificates)), port);
        children.add(child);
        return child;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static List<String> java(String type, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                PACKAGE + type));
        command.addAll(List.of(arguments));
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

    private void run(int warmUpSeconds, int rounds, int seconds) throws IOException {
        double slowest = Double.MAX_VALUE;
        for (Way way : ways.values()) {
            way.awaitListening();
            WarmUp.run(1000 * warmUpSeconds, slice -> way.run(slice, THREADS, 0).cpu());
            slowest = Math.min(slowest, way.run(2000, THREADS, 0).rate());
        }
        int rate = Math.max(1, (int) (slowest * 0.4));
        for (int i = 0; i < FORGOTTEN + rounds; i++) {
            for (Way way : ways.values()) {
                round(way, seconds, rate, i >= FORGOTTEN);
            }
        }
        table(ONE);
        table(MANY);
        table(rate(rate));
    }

    private static void round(Way way, int seconds, int rate, boolean counts) throws IOException {
        way.run(500, THREADS, 0);
        Round many = way.run(1000 * seconds, THREADS, 0);
        Round one = way.run(1000 * seconds, 1, 0);
        Round paced = way.run(1000 * seconds, THREADS, rate);
        if (counts) {
            way.note(MANY, many);
            way.note(ONE, one);
            way.note(rate(rate), paced);
        }
    }

    private static String rate(int rate) {
        return rate + " a second";
    }

    private void table(String load) {
        Way base = ways.getOrDefault("haproxy", ways.values().iterator().next());
        String of = "of " + base.name();
        System.out.printf(
                "%-16s %9s %11s %8s %11s %8s %11s %12s %11s%n",
                load, "rps", of, "p50 us", of, "p99 us", of, "CPU ms/1000", of);
        for (Way way : ways.values()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %,9.0f %10.2fx %8.0f %10.2fx %8.0f %10.2fx %12.1f %10.2fx%n",
                    way.name(),
                    way.median(load, Round::rate),
                    way.ratio(load, base, Round::rate),
                    way.median(load, Round::p50),
                    way.ratio(load, base, Round::p50),
                    way.median(load, Round::p99),
                    way.ratio(load, base, Round::p99),
                    way.median(load, Round::cpu),
                    way.ratio(load, base, Round::cpu));
        }
        System.out.println();
    }

    private void report(Path json) throws IOException {
        List<String> all = new ArrayList<>();
        for (Way way : ways.values()) {
            System.out.printf(
                    "%-16s caller and service %d MB, sidecars %d MB%n",
                    way.name(), way.ownMegabytes(), way.sidecarMegabytes());
            all.add(way.json());
        }
        Files.writeString(json, "[\n" + String.join(",\n", all) + "\n]\n");
    }

    @Override
    public void close() {
        children.forEach(Child::close);
    }
}
