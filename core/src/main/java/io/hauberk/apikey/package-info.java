/**
 * Who calls, by a key in a header, a cookie or the query. {@link io.hauberk.apikey.ApiKey} is the filter.
 *
 * <p>Keys are long random texts, so a plain SHA-256 of each is enough to keep (no salt, no stretching: nobody can guess
 * 128 bits); they are looked up by it, which also hides from the time a comparison takes how much of a guess was right.
 *
 * <p>In a chain: after limits by address, before limits by caller and authorization.
 */
@NullMarked
package io.hauberk.apikey;

import org.jspecify.annotations.NullMarked;
