package io.hauberk.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as a person reads them. */
final class Table {
    private static final String LINE = "%-40s %11s %8s %9s  %-36s %8s %11s %9s  %s%n";

    private Table() {}

    /** One group: what was measured of it, each beside what it is compared with. */
    static String of(String group, List<Row> rows, Map<String, Figure> figures) {
        StringBuilder text = new StringBuilder();
        text.append(line(group, "time", "median", "bytes", "beside", "ratio", "more", "bytes", "aim"));
        for (Row row : rows) {
            Figure own = row.figure(figures);
            if (own != null) {
                text.append(line(row, own, row.other(figures), rows, row.verdict(figures)));
            }
        }
        return text.toString();
    }

    private static String line(Row row, Figure own, @Nullable Figure other, List<Row> rows, String verdict) {
        String median = "+" + Math.round(100 * (own.median() / own.nanos() - 1)) + " %";
        if (other == null) {
            return line(row.label(), time(own.nanos()), median, bytes(own.bytes()), "", "", "", "", verdict);
        }
        double ratio = own.nanos() / other.nanos();
        return line(
                row.label(),
                time(own.nanos()),
                median,
                bytes(own.bytes()),
                label(row.beside(), rows),
                String.format(Locale.ROOT, ratio < 0.1 ? "%.3fx" : ratio < 10 ? "%.2fx" : "%.0fx", ratio),
                time(own.nanos() - other.nanos()),
                bytes(own.bytes() - other.bytes()),
                verdict);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, LINE, cells).replaceAll(" +(?=\\R)", "");
    }

    private static String label(@Nullable String key, List<Row> rows) {
        return rows.stream()
                .filter(row -> row.key().equals(key))
                .map(row -> row.label().replaceAll("^\\(|\\)$", ""))
                .findFirst()
                .orElse("");
    }

    static String time(double nanos) {
        double size = Math.abs(nanos);
        if (size < 1e3) {
            return String.format(Locale.ROOT, "%.1f ns", nanos);
        }
        return size < 1e6
                ? String.format(Locale.ROOT, "%.2f us", nanos / 1e3)
                : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }

    private static String bytes(double bytes) {
        return Double.isNaN(bytes) ? "" : String.format(Locale.ROOT, "%,d B", Math.round(bytes));
    }
}
