// SPDX-License-Identifier: Apache-2.0
/** Devices that stand before another device: a part of it, one that verifies, tolerates damage or forces nothing. */
package dev.tfskit.device.filter;
