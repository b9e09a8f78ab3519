/**
 * What discoveries by a registry have in common: asking over HTTP, and taking what they are told with a grain of salt. For
 * this library's own modules.
 */
@NullMarked
package io.hauberk.registry;

import org.jspecify.annotations.NullMarked;
