package io.hauberk.config;

import io.hauberk.Settings;
import io.hauberk.service.Criticality;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code criticality}, wherever it stands. */
final class Rank {
    private static final Set<String> WORDS =
            Arrays.stream(Criticality.values()).map(Criticality::toString).collect(Collectors.toUnmodifiableSet());

    private Rank() {}

    /** What it says; null where it is missing. */
    static @Nullable Criticality read(Settings settings) {
        return Criticality.of(settings.word("criticality", "", WORDS));
    }
}
