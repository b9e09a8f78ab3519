/**
 * A shop: an edge gateway before three instances of a catalog, orders and payments, with Hauberk at every door and around
 * every call. Read {@code edge.yaml}, then {@link io.hauberk.samples.shop.Catalog}, {@link
 * io.hauberk.samples.shop.Orders}, {@link io.hauberk.samples.shop.Payments}; {@link io.hauberk.samples.shop.Shop} puts
 * them together.
 */
@NullMarked
package io.hauberk.samples.shop;

import org.jspecify.annotations.NullMarked;
