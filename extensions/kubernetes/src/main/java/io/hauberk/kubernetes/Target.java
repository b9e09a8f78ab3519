package io.hauberk.kubernetes;

import org.jspecify.annotations.Nullable;

/** What is looked for. */
record Target(
        String service,
        @Nullable String namespace,
        @Nullable String port,
        @Nullable String zone,
        Family family) {}
