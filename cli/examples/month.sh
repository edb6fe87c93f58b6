#!/usr/bin/env bash
# A month's work of a reseller, by the command `partner-center` and the profile in use:
#   month.sh PURCHASES.csv INVOICE FOLDER
# Each line can be run again after whatever went wrong: nothing is bought twice.
set -euo pipefail

purchases=$1 invoice=$2 folder=$3
mkdir -p "$folder"

# Who there is, and what is known to be wrong with the file before anything is bought.
partner-center customer list -o tsv >"$folder/customers.tsv"
partner-center batch "$purchases" --dry-run

# Buying; 5 means that something may have been bought, and the same line settles it.
partner-center batch "$purchases" --yes --results "$folder/bought.jsonl"
partner-center order watch --last
partner-center purchases list >"$folder/purchases.txt"

# What is billed: the lines, the document, and what is owed.
partner-center reconcile "$invoice" --out "$folder/$invoice.csv"
partner-center invoice pdf "$invoice" --out "$folder/$invoice.pdf"
partner-center balance -o jsonl >"$folder/balance.jsonl"
