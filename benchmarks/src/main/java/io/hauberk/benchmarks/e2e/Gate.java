package io.hauberk.benchmarks.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A gateway under test, and what was measured of it, round by round. */
final class Gate {
    private final String name;
    private final int routes;
    private final Child child;
    private final List<Round> rounds = new ArrayList<>();
    private int warm;

    Gate(String name, int routes, Child child) {
        this.name = name;
        this.routes = routes;
        this.child = child;
    }

    String name() {
        return name;
    }

    Child child() {
        return child;
    }

    /** Has the load send as much as it can for a while. */
    Round run(Child load, int millis, int connections) throws IOException {
        long cpu = child.cpu().toNanos();
        long bytes = child.allocated();
        String answer = load.ask(child.port() + " " + millis + " " + connections + " " + routes);
        if (answer.startsWith("failed")) {
            throw new IOException(name + " " + answer);
        }
        String[] words = answer.split(" ");
        double requests = Double.parseDouble(words[0]);
        return new Round(
                requests * 1e9 / Double.parseDouble(words[1]),
                (child.cpu().toNanos() - cpu) / requests / 1e3,
                Double.parseDouble(words[2]) / 1e3,
                Double.parseDouble(words[3]) / 1e3,
                (child.allocated() - bytes) / requests);
    }

    /** Warms up for so long, and on until it has stopped getting faster. */
    void warmUp(Child load, int millis, int connections) throws IOException {
        long begun = System.nanoTime();
        WarmUp.run(millis, slice -> run(load, slice, connections).cpu());
        warm = (int) ((System.nanoTime() - begun) / 1_000_000_000);
    }

    /** Seconds that it was warmed up. */
    int warm() {
        return warm;
    }

    /** A round that counts. */
    void note(Round round) {
        rounds.add(round);
    }

    /** The median of something over all rounds. */
    double median(ToDoubleFunction<Round> value) {
        return median(rounds.stream().mapToDouble(value).toArray());
    }

    /** The median, over all rounds, of our share of what the other one had in the same round. */
    double ratio(Gate other, ToDoubleFunction<Round> value) {
        double[] ratios = new double[rounds.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(rounds.get(i)) / value.applyAsDouble(other.rounds.get(i));
        }
        return median(ratios);
    }

    /** Everything, for programs to read. */
    String json() {
        return "{\"name\":\"" + name + "\",\"routes\":" + routes + ",\"warmSeconds\":" + warm + ",\"rounds\":["
                + rounds.stream().map(Round::json).collect(Collectors.joining(",")) + "]}";
    }

    private static double median(double[] values) {
        java.util.Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /**
     * One round.
     *
     * @param rate requests a second
     * @param cpu the gateway's processor time for each request, in microseconds; for a thousand, in milliseconds
     * @param p50 the median latency in microseconds
     * @param p99 the 99th percentile of it
     * @param bytes what the gateway allocated for each request
     */
    record Round(double rate, double cpu, double p50, double p99, double bytes) {
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"rps\":%.0f,\"cpuMicros\":%.2f,\"p50Micros\":%.0f,\"p99Micros\":%.0f,\"bytes\":%.0f}",
                    rate,
                    cpu,
                    p50,
                    p99,
                    bytes);
        }
    }
}
