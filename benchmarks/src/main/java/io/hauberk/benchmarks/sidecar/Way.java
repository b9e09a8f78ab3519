package io.hauberk.benchmarks.sidecar;

import io.hauberk.benchmarks.e2e.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A way from the caller to the service, with all processes on it, and what was measured of it. */
final class Way {
    private final String name;
    private final Child caller;
    private final List<Child> others;
    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

    /** {@code others} are the service, and sidecars where there are some. */
    Way(String name, Child caller, List<Child> others) {
        this.name = name;
        this.caller = caller;
        this.others = List.copyOf(others);
    }

    String name() {
        return name;
    }

    void awaitListening() throws IOException {
        for (Child child : others) {
            child.awaitListening();
        }
    }

    Round run(int millis, int threads, int rate) throws IOException {
        long cpu = cpu();
        String answer = caller.ask(millis + " " + threads + " " + rate);
        if (answer.startsWith("failed")) {
            throw new IOException(name + " " + answer);
        }
        String[] words = answer.split(" ");
        double calls = Double.parseDouble(words[0]);
        return new Round(
                calls * 1e9 / Double.parseDouble(words[1]),
                Double.parseDouble(words[2]) / 1e3,
                Double.parseDouble(words[3]) / 1e3,
                (cpu() - cpu) / calls / 1e3);
    }

    private long cpu() {
        long sum = caller.cpu().toNanos();
        for (Child child : others) {
            sum += child.cpu().toNanos();
        }
        return sum;
    }

    void note(String load, Round round) {
        rounds.computeIfAbsent(load, key -> new ArrayList<>()).add(round);
    }

    /** The resident memory of what is neither the caller nor the service, in megabytes. */
    long sidecarMegabytes() throws IOException {
        long sum = 0;
        for (Child child : others.subList(1, others.size())) {
            sum += child.residentMegabytes();
        }
        return sum;
    }

    /** The resident memory of the caller and the service, in megabytes. */
    long ownMegabytes() throws IOException {
        return caller.residentMegabytes() + others.get(0).residentMegabytes();
    }

    double median(String load, ToDoubleFunction<Round> value) {
        return median(rounds(load).stream().mapToDouble(value).toArray());
    }

    /** The median, over all rounds, of our share of what the other one had in the same round. */
    double ratio(String load, Way other, ToDoubleFunction<Round> value) {
        List<Round> own = rounds(load);
        List<Round> theirs = other.rounds(load);
        double[] ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(own.get(i)) / value.applyAsDouble(theirs.get(i));
        }
        return median(ratios);
    }

    private List<Round> rounds(String load) {
        return rounds.getOrDefault(load, List.of());
    }

    private static double median(double[] values) {
        java.util.Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Everything, for programs to read. */
    String json() {
        List<String> loads = new ArrayList<>();
        rounds.forEach((load, all) -> loads.add("\"" + load + "\":["
                + String.join(",", all.stream().map(Round::json).toList()) + "]"));
        return "{\"name\":\"" + name + "\"," + String.join(",", loads) + "}";
    }

    /**
     * One round.
     *
     * @param rate calls a second
     * @param p50 the median latency in microseconds
     * @param p99 the 99th percentile of it
     * @param cpu the processor time of all processes for each call, in microseconds
     */
    record Round(double rate, double p50, double p99, double cpu) {
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"rps\":%.0f,\"p50Micros\":%.0f,\"p99Micros\":%.0f,\"cpuMicros\":%.2f}",
                    rate,
                    p50,
                    p99,
                    cpu);
        }
    }
}
