package io.hauberk.benchmarks.simulation;

import java.util.List;
import java.util.Locale;

/** A chart of lines, as SVG. */
final class Chart {
    private static final List<String> COLOURS = List.of("#7f7f7f", "#bcbd22", "#1f77b4", "#d62728", "#2ca02c");
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 50;
    private static final int TOP = 40;
    private static final int RIGHT = 170;
    private static final int BOTTOM = 40;

    private final StringBuilder svg = new StringBuilder();
    private final int steps;
    private final double most;
    private int lines;

    /** @param most the highest value, in percent */
    Chart(String title, int steps, double most) {
        this.steps = steps;
        this.most = most;
        svg.append(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">\n",
                WIDTH, HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.append(text("<text x=\"%d\" y=\"20\" font-size=\"14\">%s</text>\n", LEFT, title));
        for (int i = 0; i <= 4; i++) {
            double value = most * i / 4;
            svg.append(text(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
                    LEFT, y(value), WIDTH - RIGHT, y(value)));
            svg.append(text(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f %%</text>\n", LEFT - 6, y(value) + 4, value));
        }
        for (int step = 0; step <= steps; step += 5) {
            svg.append(text(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>\n",
                    x(step), HEIGHT - BOTTOM + 18, step));
        }
    }

    /** One more line: a value for each step. */
    void line(String name, double[] percents) {
        String colour = COLOURS.get(lines % COLOURS.size());
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (int i = 0; i < percents.length; i++) {
            svg.append(text("%s%.1f,%.1f", i == 0 ? "" : " ", x(i + 0.5), y(Math.min(most, percents[i]))));
        }
        svg.append("\"/>\n");
        int y = TOP + 12 + 20 * lines;
        svg.append(text(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-width=\"2\" stroke=\"%s\"/>\n",
                WIDTH - RIGHT + 14, y - 4, WIDTH - RIGHT + 34, y - 4, colour));
        svg.append(text("<text x=\"%d\" y=\"%d\">%s</text>\n", WIDTH - RIGHT + 40, y, name));
        lines++;
    }

    private double x(double step) {
        return LEFT + step / steps * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
