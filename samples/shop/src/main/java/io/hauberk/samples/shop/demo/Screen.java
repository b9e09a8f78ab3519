package io.hauberk.samples.shop.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the demo tells, and whether all that it claims has held. */
final class Screen {
    private final PrintStream out;
    private boolean held = true;

    Screen(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println(text);
    }

    void line(String format, Object... values) {
        out.printf(Locale.ROOT, "  " + format + "%n", values);
        out.flush();
    }

    /** Something that the demo promises. */
    void claim(boolean kept, String format, Object... values) {
        held &= kept;
        line((kept ? "held    " : "FAILED  ") + format, values);
    }

    /** One stretch of load. */
    void tally(String when, double seconds, Tally tally) {
        line(
                "%-8s %5.1f s  %,6d requests  %d failed   p50 %.1f ms  p99 %.1f ms   %s",
                when,
                seconds,
                tally.requests(),
                tally.failed(),
                tally.millis(0.5),
                tally.millis(0.99),
                spread(tally.instances()));
        tally.failures().forEach((why, count) -> line("         %d x %s", count, why));
    }

    /** How requests were shared out, in percent. */
    static String spread(Map<String, Integer> instances) {
        int all = instances.values().stream().mapToInt(Integer::intValue).sum();
        return instances.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Math.round(100.0 * entry.getValue() / all) + " %")
                .collect(Collectors.joining("  "));
    }

    /** Whether every claim was kept so far. */
    boolean held() {
        return held;
    }
}
