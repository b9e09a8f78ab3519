/**
 * From where. {@link io.hauberk.ipaccess.IpAccess} is the filter: a network under deny refuses; then, where there are
 * networks under allow, the address must be in one of them. The order is that of {@link io.hauberk.authorize.Authorize}.
 *
 * <p>Addresses are compared as numbers: {@code ::ffff:10.0.0.1} is {@code 10.0.0.1}. The networks are kept sorted and apart,
 * so that an address is found by binary search.
 *
 * <p>In a chain: before authentication, so that strangers cost nothing.
 */
@NullMarked
package io.hauberk.ipaccess;

import org.jspecify.annotations.NullMarked;
