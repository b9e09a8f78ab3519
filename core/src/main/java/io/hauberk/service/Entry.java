package io.hauberk.service;

import io.hauberk.Settings;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a service that has a block of its own, or a short form. {@code off} in its place takes back what {@code
 * serviceDefaults} says.
 *
 * @param block its settings; null where it is missing, or off
 * @param off whether it is switched off
 */
record Entry(@Nullable Settings block, boolean off) {
    private static final Entry MISSING = new Entry(null, false);

    /** Reads the entry of this name. */
    static Entry of(Settings settings, String key, String shortForm) {
        List<Settings> blocks = settings.blocks(key, shortForm);
        if (blocks.size() > 1) {
            settings.fault(key, "There is one " + key + " for a service, but this is a list of " + blocks.size() + ".");
        }
        if (blocks.isEmpty()) {
            return MISSING;
        }
        Settings block = blocks.get(0);
        return says(block, shortForm) ? new Entry(null, true) : new Entry(block, false);
    }

    /** Whether all that is said is off; YAML 1.1 makes {@code false} of it. */
    private static boolean says(Settings block, String shortForm) {
        String text = block.names().equals(List.of(shortForm)) ? block.text(shortForm) : null;
        return "off".equals(text) || "false".equals(text);
    }

    /** The service with what is said, or without it where it is off. */
    <T> Service into(
            Service service, Function<Settings, @Nullable T> reader, BiFunction<Service, @Nullable T, Service> wither) {
        if (off) {
            return wither.apply(service, null);
        }
        T read = block == null ? null : reader.apply(block);
        return read == null ? service : wither.apply(service, read);
    }
}
