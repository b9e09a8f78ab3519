/**
 * A small certificate authority for teams that have none, and the identity that it renews.
 *
 * <p>{@link io.hauberk.authority.Authority} is a key and a certificate in a folder. It issues short-lived certificates to
 * who shows a join token, once, and to who shows the certificate that it issued before, for as long as the member is not
 * forgotten. {@link io.hauberk.authority.Enrolment} is the other side: a source of certificates that joins, and renews
 * when two thirds of a certificate's life are over.
 *
 * <p>Its limits: one node, its key in a file, no revocation but a short life. Teams with more at stake run SPIRE or
 * cert-manager, and change one line here.
 */
@NullMarked
package io.hauberk.authority;

import org.jspecify.annotations.NullMarked;
