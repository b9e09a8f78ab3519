package io.hauberk.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may call.
 *
 * @param name how the file calls it
 * @param subjects who it is at issuers
 * @param peers patterns of the names in its certificates
 * @param plan the plan that it is on, or null
 * @param groups the groups that it is in
 */
record Consumer(
        String name,
        List<Subject> subjects,
        List<String> peers,
        @Nullable String plan,
        Set<String> groups) {
    /** A principal at an issuer. */
    record Subject(String issuer, String principal) {}
}
