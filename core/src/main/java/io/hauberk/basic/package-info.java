/**
 * Who calls, by user name and password (RFC 7617). {@link io.hauberk.basic.Basic} is the filter, {@link
 * io.hauberk.basic.Password} makes the hashes that are kept in place of passwords.
 *
 * <p>Passwords are weak, so their hashes are slow (PBKDF2, RFC 8018) and salted. To be slow for each request would be too
 * much: what was right is remembered for five minutes and what was wrong for one, by a hash with a key of this process.
 * Only half of the processors, at least one, ever hash at once, so that inventing passwords burns no more than that.
 *
 * <p>In a chain: after limits by address, before limits by caller and authorization.
 */
@NullMarked
package io.hauberk.basic;

import org.jspecify.annotations.NullMarked;
