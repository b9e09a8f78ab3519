package io.hauberk.benchmarks.simulation;

import io.hauberk.service.Balancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Runs all scenarios with all balancers and writes what came of it: {@code Report FOLDER}. */
public final class Report {
    static final int RATE = 1000;
    static final int SECONDS = 40;
    static final long SEED = 42;
    /** Two seconds after the trouble began. */
    static final int SETTLED = Simulation.TROUBLE_SECOND + 2;

    private Report() {}

    static Map<String, Balancer> balancers() {
        Map<String, Balancer> balancers = new LinkedHashMap<>();
        balancers.put("round robin", Balancer.roundRobin());
        balancers.put("random", Balancer.random());
        balancers.put("least request", Balancer.leastRequest());
        balancers.put("EWMA, unpenalised", Balancer.peakEwma().unpenalised());
        balancers.put("EWMA", Balancer.peakEwma());
        return balancers;
    }

    /** Writes {@code report.md} and a chart for each scenario. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        StringBuilder report = new StringBuilder(
                text("""
                # What balancers do when an instance is in trouble

                Written by `bin/bench simulation`, and the same each time: virtual time, seed %d. The services are real but
                for their transport. One client, %d calls a second by chance, %d instances with %d workers each, answers
                in 10 ms (lognormal), no retries. The trouble begins after %d s and lasts to the end, at %d s. Shares and times
                are of calls that began %d s after it, or later; `failed` counts all since it began: answers of 500 and above,
                and time-outs (2 s). Outlier detection has its defaults, unless it is off.

                Recommended where instances may become slow: EWMA. It is the only one that needs no time-out to notice.
                `TroubledInstanceTest`, in the long run of the tests, repeats what is said of EWMA here over real sockets.

                """, SEED, RATE, Simulation.INSTANCES, Instance.WORKERS, Simulation.TROUBLE_SECOND, SECONDS, 2));
        Map<String, Double> healthy = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.ALL) {
            report.append(section(scenario, healthy, folder));
        }
        Files.writeString(folder.resolve("report.md"), report);
    }

    private static String section(Scenario scenario, Map<String, Double> healthy, Path folder) throws IOException {
        StringBuilder section =
                new StringBuilder("## ").append(scenario.title()).append("\n\n");
        section.append("| balancer | calls to that instance | p50 | p99 | p99 to its own without trouble | failed |\n");
        section.append("|---|---|---|---|---|---|\n");
        Chart chart =
                new Chart("Calls to the first instance: " + scenario.title().toLowerCase(Locale.ROOT), SECONDS, 24);
        balancers().forEach((name, balancer) -> {
            Outcome outcome = Simulation.run(scenario, balancer, RATE, SECONDS, SEED);
            double p99 = outcome.percentile(99, SETTLED);
            healthy.putIfAbsent(name, p99);
            section.append(text(
                    "| %s | %.2f %% | %.1f ms | %.1f ms | %.2f | %.3f %% |\n",
                    name,
                    100 * outcome.share(SETTLED),
                    outcome.percentile(50, SETTLED),
                    p99,
                    p99 / healthy.getOrDefault(name, p99),
                    100 * outcome.failures(Simulation.TROUBLE_SECOND)));
            chart.line(
                    name,
                    Arrays.stream(outcome.shares()).map(share -> 100 * share).toArray());
        });
        Files.writeString(folder.resolve(scenario.name() + ".svg"), chart.toString());
        return section + "\n![" + scenario.title() + "](" + scenario.name() + ".svg)\n\n";
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
