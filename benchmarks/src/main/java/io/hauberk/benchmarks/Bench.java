package io.hauberk.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs groups of benchmarks and prints what came of them: {@code Bench FOLDER [--quick] [GROUP...]}. */
public final class Bench {
    private Bench() {}

    /** Results go to {@code FOLDER/bench-GROUP.json}. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        List<String> groups = new ArrayList<>(List.of(args).subList(1, args.length));
        boolean quick = groups.remove("--quick");
        for (String group : groups) {
            List<Row> rows = Rows.groups().get(group);
            if (rows == null) {
                throw new IllegalArgumentException(
                        "There is no group " + group + ": " + Rows.groups().keySet());
            }
            Path json = folder.resolve("bench-" + group + ".json");
            System.out.print(Table.of(group, rows, run(rows, quick, json)) + System.lineSeparator());
        }
    }

    private static Map<String, Figure> run(List<Row> rows, boolean quick, Path json) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 400 : 1000))
                .measurementIterations(quick ? 4 : 10)
                .measurementTime(TimeValue.milliseconds(quick ? 250 : 500))
                .jvmArgsAppend("-Xms2g", "-Xmx2g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString());
        rows.stream().map(Row::key).map(Bench::pattern).distinct().forEach(options::include);
        return figures(new Runner(options.build()).run());
    }

    /** All benchmarks of a row's class: they are run together, so that they stand beside each other. */
    private static String pattern(String key) {
        return "\\." + Pattern.quote(key.substring(0, key.indexOf('.')) + "Benchmark") + "\\.";
    }

    static Map<String, Figure> figures(Collection<RunResult> results) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        results.forEach(result -> figures.put(Rows.key(result.getParams()), Figure.of(result)));
        return figures;
    }
}
