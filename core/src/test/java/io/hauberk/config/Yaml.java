package io.hauberk.config;

import io.hauberk.Settings;
import java.util.List;
import java.util.function.Function;

/** Reads the parameters of a filter from YAML, for the tests of other packages. */
public final class Yaml {
    private Yaml() {}

    /** What the reader makes of it; faults fail. */
    public static <T> T read(String yaml, Function<Settings, T> reader) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        T result = reader.apply(settings);
        settings.finish();
        if (!text.faults().isEmpty()) {
            throw new AssertionError("No faults were expected, but: " + text.faults());
        }
        return result;
    }

    /** What the reader finds wrong with it. */
    public static List<String> faults(String yaml, Function<Settings, ?> reader) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        reader.apply(settings);
        settings.finish();
        return text.faults();
    }
}
