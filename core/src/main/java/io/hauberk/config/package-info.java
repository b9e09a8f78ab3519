/**
 * Configuration in YAML: strict, validated as a whole, swapped in one step, watched.
 */
@NullMarked
package io.hauberk.config;

import org.jspecify.annotations.NullMarked;
