package io.hauberk.benchmarks.e2e;

import io.hauberk.benchmarks.e2e.Gate.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What gateways should come to beside each other. Throughput is judged by processor time: a gateway that has a core of
 * its own does a million requests a second, divided by its microseconds, and what else the machine does moves the
 * requests and hardly the time.
 */
final class Aims {
    private static final ToDoubleFunction<Round> PER_CPU = round -> 1 / round.cpu();

    private final Map<String, Gate> gates;
    private final List<String> lines = new ArrayList<>();

    Aims(Map<String, Gate> gates) {
        this.gates = gates;
    }

    List<String> lines() {
        atLeast("full chain, throughput", "full", "bare", PER_CPU, 0.95);
        atLeast("full chain, throughput", "full", "haproxy-full", PER_CPU, 1.0);
        atLeast("full chain, throughput", "full", "scg-full", PER_CPU, 4);
        atLeast("forwarding only, throughput", "forward", "bare", PER_CPU, 1.3);
        atMost("forwarding only, p99", "forward", "bare", Round::p99, 0.5);
        atLeast("forwarding only, throughput", "forward", "proxy-handler", PER_CPU, 0.9);
        atLeast("10,000 routes, throughput", "full-10k", "full", PER_CPU, 0.97);
        Gate forward = gates.get("forward");
        if (forward != null) {
            double bytes = forward.median(Round::bytes);
            line("forwarding only, bytes a request: %,.0f; <= 12,288", bytes <= 12_288, bytes);
        }
        return lines;
    }

    private void atLeast(String what, String one, String other, ToDoubleFunction<Round> value, double least) {
        compare(what, one, other, value, ">=", least);
    }

    private void atMost(String what, String one, String other, ToDoubleFunction<Round> value, double most) {
        compare(what, one, other, value, "<=", most);
    }

    private void compare(
            String what, String one, String other, ToDoubleFunction<Round> value, String sign, double aim) {
        Gate own = gates.get(one);
        Gate beside = gates.get(other);
        if (own != null && beside != null) {
            double ratio = own.ratio(beside, value);
            boolean met = sign.equals(">=") ? ratio >= aim : ratio <= aim;
            line(what + ": %.2fx of " + other + "; " + sign + " " + aim, met, ratio);
        }
    }

    private void line(String text, boolean met, double value) {
        lines.add(String.format(Locale.ROOT, text, value) + (met ? ": met" : ": MISSED"));
    }
}
