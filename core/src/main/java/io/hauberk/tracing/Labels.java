package io.hauberk.tracing;

import org.jspecify.annotations.Nullable;

/** Labels of a thread's log lines; SLF4J's MDC. */
interface Labels {
    Labels MDC = new Labels() {
        @Override
        public @Nullable String get(String name) {
            return org.slf4j.MDC.get(name);
        }

        @Override
        public void put(String name, String value) {
            org.slf4j.MDC.put(name, value);
        }

        @Override
        public void remove(String name) {
            org.slf4j.MDC.remove(name);
        }
    };

    @Nullable String get(String name);

    void put(String name, String value);

    void remove(String name);

    /** Puts a label back as it was. */
    default void restore(String name, @Nullable String before) {
        if (before == null) {
            remove(name);
        } else {
            put(name, before);
        }
    }
}
