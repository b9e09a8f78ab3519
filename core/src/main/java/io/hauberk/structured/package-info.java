/**
 * Structured fields of HTTP (RFC 9651), read strictly and written canonically. {@link
 * io.hauberk.structured.StructuredFields} reads items, lists and dictionaries; what it makes is written by {@code
 * toString()}. Nothing recurses, and texts of more than 64 KB are refused.
 */
@NullMarked
package io.hauberk.structured;

import org.jspecify.annotations.NullMarked;
