/** Addresses, paths and fields of proxies. */
@NullMarked
package io.hauberk.network;

import org.jspecify.annotations.NullMarked;
