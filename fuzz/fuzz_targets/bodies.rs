//! Hands what the fuzzer makes up to [`partner_center_fuzz::bodies`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| partner_center_fuzz::bodies::check(data));
