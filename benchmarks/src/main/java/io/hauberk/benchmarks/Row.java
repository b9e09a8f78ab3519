package io.hauberk.benchmarks;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the report: one benchmark, what it stands beside, and what it should come to.
 *
 * @param label what it is
 * @param key the benchmark, as {@link Rows#key} names it
 * @param beside the benchmark that it is compared with, or null
 * @param aim what it should come to, or null
 */
record Row(
        String label,
        String key,
        @Nullable String beside,
        @Nullable Aim aim) {
    static Row of(String label, String key) {
        return new Row(label, key, null, null);
    }

    Row beside(String other) {
        return new Row(label, key, other, aim);
    }

    Row aim(String text, Test test) {
        return new Row(label, key, beside, new Aim(text, test));
    }

    @Nullable Figure figure(Map<String, Figure> figures) {
        return figures.get(key);
    }

    @Nullable Figure other(Map<String, Figure> figures) {
        return beside == null ? null : figures.get(beside);
    }

    /** The aim's text, and whether it is met; empty where there is none, or what it compares with was not run. */
    String verdict(Map<String, Figure> figures) {
        Figure own = figure(figures);
        Figure other = other(figures);
        if (aim == null || own == null || beside != null && other == null) {
            return "";
        }
        return aim.text() + (aim.test().met(own, other == null ? own : other) ? ": met" : ": MISSED");
    }

    /** What a benchmark should come to. */
    record Aim(String text, Test test) {}

    /** Whether it does, given what it is compared with; itself where that is nothing. */
    @FunctionalInterface
    interface Test {
        boolean met(Figure own, Figure other);
    }
}
